#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs tests/unit/net/test-net-live against two sandboxes of real servers, the second with a certificate for another name.
# Skipped (77) where the servers are not installed.
set -eu
top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
build=${top_builddir:-.}
PATH=$PATH:/usr/sbin
for program in dovecot doveadm exim4 openssl; do
	command -v "$program" >/dev/null || { echo "net-live: $program is not installed"; exit 77; }
done
dir=$(mktemp -d "${TMPDIR:-/tmp}/ballotd-net-XXXXXX")
stop_all() {
	for box in good wrong; do
		[ ! -d "$dir/$box" ] || "$top/contrib/sandbox" stop "$dir/$box" >/dev/null || true
	done
	rm -rf "$dir"
}
trap stop_all EXIT
chmod 755 "$dir"
"$top/contrib/sandbox" start "$dir/wrong" --certificate wrong >/dev/null
set -a
# shellcheck disable=SC1091
. "$dir/wrong/env"
WRONG_CA_FILE=$CA_FILE WRONG_IMAP_PORT=$IMAP_PORT WRONG_IMAPS_PORT=$IMAPS_PORT WRONG_SMTP_PORT=$SMTP_PORT WRONG_SMTPS_PORT=$SMTPS_PORT
"$top/contrib/sandbox" start "$dir/good" >/dev/null
# shellcheck disable=SC1091
. "$dir/good/env"
set +a
"${NET_LIVE:-$build/tests/unit/net/test-net-live}"
