# SPDX-License-Identifier: MIT
# Completion of ballotctl(1) for bash: commands, their options, and the ids of what the store holds.

_ballotctl_ids() # VIEW: the ids of a list, one a line
{
	ballotctl "${config[@]}" "$1" --json 2>/dev/null | sed -n 's/^      "id": "\(.*\)",\{0,1\}$/\1/p'
}

_ballotctl_options() # COMMAND
{
	case $1 in
	mails | outbox) echo --register --max ;;
	journal) echo --after --max ;;
	digest) echo --send ;;
	propose) echo --by --owner --oc --evidence ;;
	answer) echo --as --comment --document --evidence ;;
	cancel) echo --why --evidence ;;
	milestones | extend | release) echo --evidence ;;
	read) echo --ask= ;;
	esac
}

_ballotctl_arguments() # COMMAND, COUNT of its words so far
{
	case $1:$2 in
	show:1 | journal:1 | asks:1 | milestones:1 | document:2) _ballotctl_ids registers ;;
	ballot:1 | extend:1 | cancel:1 | release:1) _ballotctl_ids ballots ;;
	export:1) _ballotctl_ids registers && _ballotctl_ids ballots ;;
	answer:1) _ballotctl_ids asks ;;
	roster:1) echo check load show ;;
	letters:1 | config:1) echo check show ;;
	document:1) echo show ;;
	esac
}

_ballotctl()
{
	local commands='status registers show ballots ballot asks mails outbox journal verify export document propose
		answer milestones extend cancel release resend roster letters config doctor digest read manual help'
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' i count=0 words
	local -a config=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-c | --config) config=(-c "${COMP_WORDS[++i]}") ;;
		-*) ;;
		*) command=${command:-${COMP_WORDS[i]}} && count=$((count + 1)) ;;
		esac
	done
	COMPREPLY=()
	case $previous in
	-c | --config | --evidence | --document)
		compopt -o default
		return
		;;
	--register) words=$(_ballotctl_ids registers) ;;
	*)
		if [[ -z $command ]]; then
			words="$commands -c --json --version"
		elif [[ $current == -* ]]; then
			words="--json $(_ballotctl_options "$command")"
		else
			words=$(_ballotctl_arguments "$command" "$count")
		fi
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
	[[ ${#COMPREPLY[@]} -gt 0 || -z $command ]] || compopt -o default
}
complete -F _ballotctl ballotctl
