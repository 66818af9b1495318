/* SPDX-License-Identifier: MIT */
#include "mail/phrases.h"
#include <string.h>

static const char *const labels_from[] = {"from", "von", "de", "van", "da", "fra", "från", "od", "от", "от кого",
	"від", "发件人",
	"寄件者", "差出人", "보낸 사람", "보낸사람", "gönderen", "kimden", "lähettäjä", "feladó", "mittente", "expéditeur",
	"remitente",
	"nadawca", "מאת", "من", "από", "expeditor", "de la", "dari", "từ", "จาก", "saatja", "no", "nuo",
	"pošiljatelj", "от:", "mail from",
	"寄件人", "ziņas", "frá", "kam", "odesílatel", "送信者", "reply-to", "antwort an", "sender", "absender", "afsender"};
static const char *const labels_date[] = {"date", "sent", "sent at", "date sent", "gesendet", "gesendet am", "datum",
	"envoyé",
	"envoyé le", "date d'envoi", "enviado", "enviado el", "enviada em", "enviado em", "enviada", "verzonden",
	"inviato", "data",
	"data invio", "sendt", "skickat", "wysłano", "data wysłania", "отправлено", "дата", "надіслано", "发送时间",
	"發送時間", "日期", "寄件日期",
	"送信日時", "日時", "날짜", "보낸 날짜", "fecha", "odesláno", "lähetetty", "elküldve", "dátum", "tarih", "gönderildi",
	"gönderme tarihi",
	"נשלח", "תאריך", "تاريخ", "dato", "trimis", "päivämäärä", "päiväys", "pvm", "ημερομηνία", "poslano",
	"date d’envoi", "deň", "når",
	"dikirim", "ngày", "datums", "kuupäev"};
static const char *const labels_to[] = {"to", "an", "à", "a", "para", "aan", "til", "till", "do", "кому", "收件人", "宛先",
	"받는 사람",
	"받는사람", "kime", "alıcı", "vastaanottaja", "címzett", "komu", "אל", "إلى", "destinataire", "destinatario",
	"destinatário",
	"catre", "către", "προς", "kepada", "đến", "empfänger", "ถึง", "za", "per", "adresat", "modtager", "mottaker"};
static const char *const labels_subject[] = {"subject", "betreff", "objet", "asunto", "assunto", "onderwerp",
	"oggetto", "emne", "ämne",
	"temat", "тема", "主题", "主題", "主旨", "件名", "제목", "konu", "aihe", "tárgy", "předmět", "predmet", "נושא",
	"الموضوع", "subiect",
	"θέμα", "re", "perihal", "chủ đề", "sujet", "zadeva", "efni"};
static const char *const labels_other[] = {"cc", "bcc", "kopie", "kopi", "copie", "copie à", "copia", "kopia",
	"kopio", "копия", "копія",
	"抄送", "副本", "참조", "bilgi", "másolat", "kópia", "עותק", "importance", "wichtigkeit", "priority",
	"organization", "attachments",
	"anlagen", "reply to", "responder a", "répondre à", "antworten an", "antwoord-naar", "newsgroups",
	"con copia", "c.c", "cci", "message-id"};

static gboolean list_has(const char *const *list, gsize n, const char *text, gsize length)
{
	for (gsize i = 0; i < n; i++) {
		if (strlen(list[i]) == length && memcmp(list[i], text, length) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean skipped(const char *p)
{
	return *p == ' ' || *p == '*' || *p == '_' || *p == '\t' || *p == '|';
}

PhraseLabel phrase_label(const char *text, gsize length)
{
	while (length && skipped(text)) {
		text++;
		length--;
	}
	while (length && skipped(text + length - 1))
		length--;
	while (length >= 2 && memcmp(text + length - 2, "\xc2\xa0", 2) == 0)
		length -= 2;
	if (length == 0 || length > 40)
		return PHRASE_NO_LABEL;
	if (list_has(labels_from, G_N_ELEMENTS(labels_from), text, length))
		return PHRASE_FROM;
	if (list_has(labels_date, G_N_ELEMENTS(labels_date), text, length))
		return PHRASE_DATE;
	if (list_has(labels_to, G_N_ELEMENTS(labels_to), text, length))
		return PHRASE_TO;
	if (list_has(labels_subject, G_N_ELEMENTS(labels_subject), text, length))
		return PHRASE_SUBJECT;
	return list_has(labels_other, G_N_ELEMENTS(labels_other), text, length) ? PHRASE_OTHER : PHRASE_NO_LABEL;
}

static gboolean is_word_byte(guchar c)
{
	return g_ascii_isalnum(c) || c >= 128;
}

/* As a word: for scripts without blanks between words anywhere. */
static gboolean holds_word(const char *text, const char *word)
{
	gsize length = strlen(word);
	gboolean free_standing = g_utf8_get_char(word) < 0x0590 || (guchar)word[0] < 128;

	for (const char *p = text; (p = strstr(p, word)) != NULL; p++) {
		if (!free_standing)
			return TRUE;
		if ((p == text || !is_word_byte((guchar)p[-1])) && !is_word_byte((guchar)p[length]))
			return TRUE;
	}
	return FALSE;
}

gboolean phrase_has_verb(const char *text)
{
	static const char *const verbs[] = {"wrote", "writes", "schrieb", "schrieben", "geschrieben", "a écrit",
		"écrit", "ecrit", "escribió",
		"escribio", "escreveu", "ha scritto", "scrisse", "schreef", "geschreven", "het volgende geschreven",
		"skrev", "skrifaði",
		"napisał", "napisała", "napisał(a)", "pisze", "написал", "написала", "написав", "написав(ла)",
		"пишет", "пише", "写道", "寫道", "写",
		"さんは書きました", "のメール", "書き込み", "wrote the following", "작성", "님이 작성", "kirjoitti", "írta", "napsal",
		"napsala", "napsal(a)", "napísal", "yazdı",
		"şunu yazdı", "כתב", "כתבה", "كتب", "έγραψε", "a scris", "said", "sent", "va escriure", "menulis",
		"đã viết", "เขียน", "rašė",
		"escribiu", "написа", "je napisao", "wrote at", "hat geschrieben", "shared", "posted", "wrote on",
		"replied", "sagte", "reageerde",
		"skrev följande", "viết", "rakstīja", "kirjutas", "je napisal", "ti ha scritto", "idatzi du"};

	for (guint i = 0; i < G_N_ELEMENTS(verbs); i++) {
		if (holds_word(text, verbs[i]))
			return TRUE;
	}
	return FALSE;
}

gboolean phrase_begins_credit(const char *text)
{
	static const char *const starts[] = {"on ", "am ", "le ", "el ", "op ", "il ", "em ", "den ", "dnia ",
		"w dniu ", "pe ", "на ", "在 ", "在", "于",
		"a ", "dne ", "no dia ", "în ", "ngày ", "pada ", "στις ", "da: ", "il giorno ", "в ", "am:",
		"quoting ", "citando ", "zitat von ",
		"v ", "at ", "ב-", "في ", "klo ", "po ", "el dia ", "к ", "dňa ", "ons", "tors", "fre", "lør", "man",
		"tir", "from:", "om ", "by ", "kl. "};

	for (guint i = 0; i < G_N_ELEMENTS(starts); i++) {
		if (*text == *starts[i] && g_str_has_prefix(text, starts[i]))
			return TRUE;
	}
	return FALSE;
}

gboolean phrase_is_separator(const char *text)
{
	static const char *const kinds[] = {"original", "ursprüngl", "originale", "forwarded", "weitergeleitet",
		"transféré", "mensaje reenviado",
		"message d'origine", "oprindelig", "oorspronkelijk", "doorgestuurd", "inoltrat", "encaminhad",
		"vidarebefordra", "přeposlan",
		"przekazan", "wiadomość oryginalna", "oryginaln", "пересыл", "исходное сообщение", "пересланн",
		"原始邮件", "原始郵件", "转发", "轉寄", "元のメッセージ", "転送",
		"원본 메일", "원본 메시지", "alkuperäinen", "eredeti üzenet", "původní", "pôvodná", "orijinal", "iletilen",
		"videresend", "opprinnelig", "reply message",
		"antwort nachricht", "quoted text", "reply separator", "message d’origine", "mensagem original",
		"messaggio originale", "oorspronkelijk bericht",
		"begin forwarded", "previous repl", "vorherige antwort", "réponses précédentes",
		"respuestas anteriores", "reenviado", "ursprungligt", "previous message", "message transf",
		"izvorna poruka", "mesaj original", "оригинал", "innebygd", "הודעה מקורית"};

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (strstr(text, kinds[i]))
			return TRUE;
	}
	return FALSE;
}

gboolean phrase_is_mobile(const char *text)
{
	static const char *const starts[] = {"sent from my ", "sent from ", "sent via ", "sent with ", "sent using ",
		"sent by ", "envoyé de mon ", "envoyé depuis ",
		"envoyé à partir ", "von meinem ", "gesendet von ", "gesendet mit ", "gesendet über ",
		"diese nachricht wurde von meinem ", "enviado desde ",
		"enviado de ", "enviado do ", "inviato da ", "verzonden vanaf ", "verstuurd vanaf ", "verzonden met ",
		"verstuurd met ", "skickat från ",
		"sendt fra ", "lähetetty ", "wysłane z ", "wysłano z ", "отправлено с ", "отправлено из ",
		"надіслано з ", "get outlook for ", "outlook für ",
		"télécharger outlook ", "obtenir outlook ", "obtener outlook ", "holen sie sich outlook", "从我的",
		"发自我的", "發自我的", "iphoneから送信", "私のiphone", "나의 iphone",
		"내 iphone", "iphone'umdan gönderildi", "iphone'dan gönderildi", "odesláno z ", "odoslané z ",
		"outlook voor ", "downloaden outlook",
		"scarica outlook", "download outlook", "hent outlook", "skaffa outlook", "trimis de pe ", "küldve ",
		"elküldve ", "poslano z ", "poslano s ",
		"this message was sent from my ", "sent on the go", "outlook para ", "mailed from my ", "sendt med ",
		"enviado por ", "android gmail", "typed on my "};

	for (guint i = 0; i < G_N_ELEMENTS(starts); i++) {
		if (*text == *starts[i] && g_str_has_prefix(text, starts[i]))
			return TRUE;
	}
	return (strstr(text, "iphone") || strstr(text, "ipad")) && (g_str_has_suffix(text, "gesendet") ||
		g_str_has_suffix(text, "gönderildi"));
}

guint phrase_disclaimer_words(const char *text)
{
	static const char *const words[] = {"confidential", "intended recipient", "addressee", "privileged",
		"unauthorised", "unauthorized", "disclos",
		"disclaimer", "in error", "legally", "intended only", "intended solely", "strictly prohibited",
		"notify the sender", "delete",
		"vertraulich", "empfänger", "unbefugt", "irrtümlich", "rechtlich geschützt", "confidentiel",
		"destinataire", "par erreur",
		"confidencial", "destinatario", "por error", "destinatário", "riservat", "per errore",
		"vertrouwelijk", "geadresseerde",
		"virus", "konfidentiell", "poufn", "конфиденциальн", "機密", "机密", "registered office", "copyright",
		"views expressed", "before printing"};
	guint count = 0;

	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		count += strstr(text, words[i]) != NULL;
	return count;
}

gboolean phrase_is_reply_above(const char *text)
{
	static const char *const kinds[] = {"reply above this line", "reply above the line",
		"above this line to reply", "reply directly above", "above this line",
		"antworten sie oberhalb dieser", "oberhalb dieser linie", "oberhalb dieser zeile",
		"répondre au-dessus de cette ligne", "au dessus de cette ligne",
		"encima de esta línea", "acima desta linha", "boven deze lijn", "sopra questa riga",
		"above the dotted line", "над этой строкой"};

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (strstr(text, kinds[i]))
			return TRUE;
	}
	return FALSE;
}
