/* SPDX-License-Identifier: MIT */
#include "reader/words.h"

/* English, German, French, Spanish, Japanese, Chinese. "si" is left out: in French and Spanish it means "if". */
static const AnswerWord vote[] = {
	{"YES",
	 "yea aye approve approved approves approving agree agreed agrees accept accepted accepts in_favour in_favor "
	 "+1 👍 "
	 "ja zustimmung stimme_zu stimmt_zu stimmen_zu einverstanden dafür oui d'accord j'approuve approuvé "
	 "nous_approuvons approuve approuvons sí de_acuerdo apruebo aprobado aprobamos aprueba a_favor "
	 "はい 賛成 承認 同意 同意します 同意する 赞成 贊成 是"},
	{"NO",
	 "nay reject rejected rejects disapprove disapproved disapproves disagree disagreed oppose opposed opposes "
	 "against -1 👎 nein ablehnung lehne_ab lehnt_ab lehnen_ab abgelehnt "
	 "dagegen non je_rejette rejeté rejetons contre "
	 "rechazo rechazado rechazamos en_contra いいえ 反対 否決 反对 反對 不同意 否"},
	{"ABSTAIN",
	 "abstains abstained abstaining abstention abstentions +0 -0 enthaltung enthalte enthalte_mich enthält_sich "
	 "enthalten_uns je_m'abstiens m'abstiens s'abstient nous_nous_abstenons me_abstengo abstengo abstención "
	 "abstenerse nos_abstenemos 棄権 弃权 棄權"},
};

const AnswerWord *words_vote(gsize *out_n)
{
	*out_n = G_N_ELEMENTS(vote);
	return vote;
}
