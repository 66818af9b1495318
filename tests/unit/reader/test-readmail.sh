#!/bin/sh
# SPDX-License-Identifier: MIT
# `ballotctl read` on files, a Maildir, an mbox and standard input: one document a message, in order; exit statuses.
set -eu
readmail="${top_builddir:-.}/tests/unit/reader/readmail"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT INT TERM
fail() { echo "FAIL: $1"; exit 1; }
want() { # want NAME GOT WANTED
	test "$2" = "$3" || fail "$1: got \"$2\", want \"$3\""
}
message() { printf 'From: Jane <%s@acme.example>\nSubject: x\nIn-Reply-To: <a@b>\n\n%s\n' "$1" "$2"; }
answers() { sed -n 's/.*"from":"\([a-z]*\)@.*"answer":"\([A-Za-z]*\)".*/\1=\2/p' | tr '\n' ' '; }

message a YES >"$scratch/a"
message b NO >"$scratch/b"
want "two files" "$("$readmail" --ask=vote "$scratch/b" "$scratch/a" | answers)" "b=NO a=YES "
want "standard input" "$("$readmail" --ask=vote - <"$scratch/a" | answers)" "a=YES "
want "no ask" "$("$readmail" "$scratch/a" | answers)" "a=none "

mkdir -p "$scratch/box/cur" "$scratch/box/new" "$scratch/box/tmp"
cp "$scratch/a" "$scratch/box/new/1.x"
cp "$scratch/b" "$scratch/box/cur/2.x:2,S"
cp "$scratch/b" "$scratch/box/tmp/3.x"
want "Maildir" "$("$readmail" --ask=vote "$scratch/box" | wc -l)" 2

{
	echo "From jane@acme.example Tue Dec  1 09:00:00 2026"
	message a YES
	echo
	echo "From jane@acme.example Tue Dec  1 09:00:00 2026"
	message b "NO

From here on it is text."
} >"$scratch/mbox"
want "mbox" "$("$readmail" --ask=vote "$scratch/mbox" | answers)" "a=YES b=NO "

status=0
"$readmail" "$scratch/a" "$scratch/none" >"$scratch/out" 2>"$scratch/err" || status=$?
want "a file that is not there" "$status" 1
want "the other one" "$(wc -l <"$scratch/out")" 1
status=0
"$readmail" --ask=nonsense "$scratch/a" >/dev/null 2>&1 || status=$?
want "an ask that is not there" "$status" 2
status=0
"$readmail" --nonsense "$scratch/a" >/dev/null 2>&1 || status=$?
want "an option that is not there" "$status" 2
: >"$scratch/empty"
want "an empty file" "$("$readmail" --ask=vote "$scratch/empty" | grep -c '"class":"unreadable"')" 1
