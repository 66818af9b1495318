#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures reading on real mail with known truth, and fails where a measure is below its bar (corpora-bars). The mail is
# no part of the project: BALLOTD_CORPORA names the folder that holds messages.tar.xz and score.
set -eu
test -n "${BALLOTD_CORPORA:-}" && test -x "$BALLOTD_CORPORA/score" || exit 77
here=$(cd "${top_srcdir:-.}" && pwd)/tests/system
top_builddir=$(cd "${top_builddir:-.}" && pwd)
export top_builddir
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT INT TERM

if test -x "$top_builddir/src/ballotctl"; then
	reader="$top_builddir/src/ballotctl read"
else
	reader="$top_builddir/tests/unit/reader/readmail"
fi
tar -xJf "$BALLOTD_CORPORA/messages.tar.xz" -C "$scratch"
# shellcheck disable=SC2086
"$BALLOTD_CORPORA/score" --data "$scratch/messages" -- $reader --ask=vote >"$scratch/result"
cat "$scratch/result"
awk -v bars="$here/corpora-bars" '
	/^#/ || NF == 0 { next }
	FILENAME == bars { bar = $1; sub(/^[^ \t]+[ \t]+/, ""); want[$0] = bar; next }
	/^broken:/ { if ($2 != "none") { print "broken messages"; failed = 1 } next }
	{
		name = $0
		sub(/ +[0-9]+\/[0-9]+ +[0-9.]+% *$/, "", name)
		sub(/^ +/, "", name)
		value = $NF + 0
		# the measures of one name (plain, with vote words in the quote) all have to pass
		if (name in want) { seen[name] = 1; if (value < want[name] + 0) { print "below its bar: " name, value, "<", want[name]; failed = 1 } }
	}
	END { for (name in want) if (!(name in seen)) { print "not measured: " name; failed = 1 } exit failed }
' "$here/corpora-bars" "$scratch/result"
