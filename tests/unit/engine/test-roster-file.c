/* SPDX-License-Identifier: MIT
 *
 * test-roster-file.c: roster.conf: what is read, every mistake with its line, thousands of people, what changed.
 */
#include "../table.h"
#include "base/fault.h"
#include "engine/roster-file.h"
#include <glib/gstdio.h>
#include <string.h>

/* A roster that is right; cases change it. */
static const char right[] =
	"[company acme]\nname = Acme Corp\nlevel = board\n" /* 1 to 3 */
	"[company bolt]\nname = Bolt AG\nlevel = leadership\n" /* 4 to 6 */
	"[person jane]\nname = Jane Doe\nmail = Jane@ACME.example, jane.doe@home.example\n" /* 7 to 9 */
	"company = acme\n" /* 10 */
	"[person joe]\nname = Joe Poe\nmail = joe@acme.example\ncompany = acme\n" /* 11 to 14 */
	"[person bob]\nname = Bob Ray\nmail = bob@bolt.example\ncompany = bolt\n" /* 15 to 18 */
	"[person sam]\nname = Sam Roy\nmail = sam@snia.example\n" /* 19 to 21 */
	"[body alliance]\nname = Alliance Committee\nkind = committee\nchair = jane\n" /* 22 to 25 */
	"members = jane, bob\n" /* 26 */
	"alternates jane = joe\nprofile = committee\n" /* 27, 28 */
	"[body core]\nname = Core WG\nkind = working-group\nparent = alliance\nchair = bob\n" /* 29 to 33 */
	"[body board]\nname = Board\nkind = board\nmembers = jane\n" /* 34 to 37 */
	"[body exec]\nname = Executive Committee\nkind = executive\nvice-chair = bob\n" /* 38 to 41 */
	"[partner snia]\nname = SNIA\ndomain = storage\ncontacts = sam\npress = sam\n" /* 42 to 46 */
	"[roles]\nalliance-committee = alliance\nboard = board\nexecutive = exec\n" /* 47 to 50 */
	"vp-alliances = bob\nmarketing = alliance\n" /* 51, 52 */
	"[role press]\naddress = Press@DMTF.example\nanswered-by = bob, Help@KAVI.example\n" /* 53 to 55 */
	"[role list-requests]\naddress = req@kavi.example\npartner-list = ap@dmtf.example\n" /* 56 to 58 */
	"partner-group = Alliance Partner WG\n"; /* 59 */

static Roster *parse(const char *text, GError **error)
{
	g_autoptr(Rules) rules = rules_new();
	return roster_parse(text, strlen(text), "r.conf", rules, error);
}

/* The right roster with one text replaced by another (NULL: appended). Free with g_free. */
static char *altered(const char *from, const char *to)
{
	g_autoptr(GString) text = g_string_new(right);
	if (!from)
		g_string_append(text, to);
	else if (g_string_replace(text, from, to, 1) == 0)
		fail_msg("\"%s\" is not in the roster", from);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static Roster *parse_right(const char *text)
{
	g_autoptr(GError) error = NULL;
	Roster *roster = parse(text, &error);
	if (!roster)
		fail_msg("%s", error->message);
	return roster;
}

static void test_right(void **state)
{
	g_autoptr(Roster) roster = parse_right(right);
	table_text("company", roster_company(roster, "acme")->name, "Acme Corp");
	table_int("level", roster_company(roster, "bolt")->level, LEVEL_LEADERSHIP);
	const Person *jane = roster_person(roster, "jane");
	table_text("mail", jane->mail[0], "jane@acme.example");
	table_text("mail", jane->mail[1], "jane.doe@home.example");
	table_text("company", jane->company, "acme");
	table_text("no company", roster_person(roster, "sam")->company, NULL);
	const Body *alliance = roster_body(roster, "alliance");
	table_int("kind", alliance->kind, BODY_COMMITTEE);
	table_text("members", alliance->members[1], "bob");
	assert_true(roster_may_vote(roster, "alliance", "acme", TRUE, "joe"));
	table_text("profile", roster_body(roster, "board")->profile, "board");
	table_text("profile", roster_body(roster, "core")->profile, "committee");
	table_text("parent", roster_body(roster, "core")->parent, "alliance");
	table_text("vice-chair", roster_chair(roster, "exec"), "bob");
	table_text("first", ((Body *)g_ptr_array_index(roster->body_order, 0))->id, "alliance");
	const Partner *snia = roster_partner(roster, "snia");
	table_text("domain", snia->domain, "storage");
	table_text("contacts", snia->contacts[0], "sam");
	table_text("press", snia->press[0], "sam");
	table_text("desk", roster_desk(roster, "press")->address, "press@dmtf.example");
	assert_true(roster_answers_for(roster, "press", "help@kavi.example"));
	assert_true(roster_answers_for(roster, "press", "bob@bolt.example"));
	table_text("ac", roster->alliance_committee, "alliance");
	table_text("board", roster->board, "board");
	table_text("executive", roster->executive, "exec");
	table_text("marketing", roster->marketing, "alliance");
	table_text("vp", roster->vp_alliances, "bob");
	table_text("list", roster->partner_list, "ap@dmtf.example");
	table_text("group", roster->partner_group, "Alliance Partner WG");
}

/* One change each; the one mistake that comes of it. */
static void test_mistakes(void **state)
{
	static const struct {
		const char *from, *to, *want;
	} cases[] = {
		{"level = leadership", "level = gold",
		 "r.conf:6: found \"gold\" for \"level\", expected board, leadership, participation or alliance"},
		{"level = leadership\n", "", "r.conf:4: [company bolt] has no \"level\""},
		{"name = Bolt AG\n", "", "r.conf:4: [company bolt] has no \"name\""},
		{"mail = sam@snia.example\n", "", "r.conf:19: [person sam] has no \"mail\""},
		{"mail = sam@snia.example\n", "mail = sam\n",
		 "r.conf:21: found \"sam\" in \"mail\", expected an address"},
		{"sam@snia.example", "sam@snia.example, JOE@acme.example",
		 "r.conf:21: joe@acme.example is an address of [person joe] already"},
		{"sam@snia.example", "sam@snia.example, Sam@SNIA.example",
		 "r.conf:21: found sam@snia.example twice in \"mail\""},
		{"sam@snia.example", "sam@snia.example\nopenpgp = abc",
		 "r.conf:22: found \"abc\" for \"openpgp\", expected a fingerprint of 40 or 64 hexadecimal digits"},
		{"company = bolt", "company = blot",
		 "r.conf:18: found \"blot\" for \"company\", but there is no [company blot]"},
		{"[person sam]", "[person acme]\nname = A\nmail = a@a.example\n[person sam]",
		 "r.conf:19: found [person acme] and [company acme], expected an id of its own"},
		{"kind = committee", "kind = circle",
		 "r.conf:24: found \"circle\" for \"kind\", expected committee, working-group, board or executive"},
		{"kind = executive\n", "", "r.conf:38: [body exec] has no \"kind\""},
		{"members = jane, bob", "members = jane, bill",
		 "r.conf:26: found \"bill\" in \"members\", but there is no [person bill]"},
		{"members = jane, bob", "members = jane, bob, jane", "r.conf:26: found \"jane\" twice in \"members\""},
		{"members = jane\n", "", "r.conf:34: [body board] has no \"members\""},
		{"chair = jane", "chair = june",
		 "r.conf:25: found \"june\" for \"chair\", but there is no [person june]"},
		{"alternates jane = joe", "alternates joe = sam",
		 "r.conf:27: found alternates for \"joe\", who is not among the members"},
		{"alternates jane = joe", "alternates jane = jon",
		 "r.conf:27: found \"jon\" in \"alternates jane\", but there is no [person jon]"},
		{"alternates jane = joe", "alternates jane = joe, jane",
		 "r.conf:27: found \"jane\" as an alternate of the same person"},
		{"profile = committee", "profile = special",
		 "r.conf:28: found \"special\" for \"profile\", but the configuration has no [profile special]"},
		{"parent = alliance\n", "",
		 "r.conf:29: [body core] has no \"parent\", expected the committee that the working group reports to"},
		{"parent = alliance", "parent = board",
		 "r.conf:32: found \"board\" for \"parent\", expected a body of kind committee"},
		{"parent = alliance", "parent = a", "r.conf:32: found \"a\" for \"parent\", but there is no [body a]"},
		{"kind = board", "kind = board\nparent = alliance",
		 "r.conf:37: found a parent for a body of kind board; only a working-group has one"},
		{"contacts = sam", "contacts = sam, sue",
		 "r.conf:45: found \"sue\" in \"contacts\", but there is no [person sue]"},
		{"press = sam", "press = pat", "r.conf:46: found \"pat\" in \"press\", but there is no [person pat]"},
		{"vp-alliances = bob\n", "", "r.conf:47: [roles] has no \"vp-alliances\""},
		{"marketing = alliance", "marketing = board",
		 "r.conf:52: found \"board\" for \"marketing\", expected a body of kind committee"},
		{"executive = exec", "executive = none",
		 "r.conf:50: found \"none\" for \"executive\", but there is no [body none]"},
		{"address = req@kavi.example\n", "", "r.conf:56: [role list-requests] has no \"address\""},
		{"address = req@kavi.example", "address = req",
		 "r.conf:57: found \"req\" for \"address\", expected an address"},
		{"answered-by = bob", "answered-by = bill",
		 "r.conf:55: found \"bill\" in \"answered-by\", expected an address or the id of a [person]"},
		{"[role list-requests]", "[role lists]\naddress = a@b.example\n[role list-requests]",
		 "r.conf:56: found [role lists], expected [role press] or [role list-requests]"},
		{NULL, "chairs = jane\n",
		 "r.conf:60: found \"chairs\" in [role list-requests], expected one of address, answered-by, and for "
		 "list-requests partner-list, partner-group"},
		{"answered-by = bob", "partner-list = a@b.example\nanswered-by = bob",
		 "r.conf:55: found \"partner-list\" in [role press], expected one of address, answered-by, and for "
		 "list-requests partner-list, partner-group"},
		{NULL, "[persons x]\n",
		 "r.conf:60: found [persons x], expected [company ID], [person ID], [body ID], [partner ID], "
		 "[roles] or "
		 "[role ID]"},
		{NULL, "[person]\n",
		 "r.conf:60: found [person], expected [company ID], [person ID], [body ID], [partner ID], [roles] "
		 "or [role ID]"},
		{NULL, "[company a b]\nname = x\nlevel = board\n",
		 "r.conf:60: found \"a b\" as an id, expected letters, digits, . _ and -"},
		{NULL, "[person jane]\nname = Other\nmail = other@x.example\n",
		 "r.conf:60: [person jane] stands here again, it began in line 7; put all of it there"},
		{"company = bolt", "company = bolt\ncompany = acme",
		 "r.conf:19: \"company\" stands here again, it has a value in line 18 already"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *text = altered(cases[i].from, cases[i].to);
		assert_null(parse(text, &error));
		table_int(cases[i].want, fault_code(error), FAULT_PERM);
		table_text(cases[i].to, error->message, cases[i].want);
	}
}

static void test_empty(void **state)
{
	g_autoptr(GError) error = NULL;
	assert_null(parse("", &error));
	table_text("empty", error->message,
		   "r.conf: there is no [role press]\nr.conf: there is no [role list-requests]\n"
		   "r.conf: there is no [roles]");
}

static void test_all_at_once(void **state)
{
	g_autofree char *one = altered("level = leadership", "level = gold");
	g_autoptr(GString) text = g_string_new(one);
	g_string_replace(text, "chair = bob", "chair = bill", 0);
	g_string_replace(text, "mail = sam@snia.example\n", "mail = sam\n", 0);
	g_autoptr(GError) error = NULL;
	assert_null(parse(text->str, &error));
	g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);
	static const char *const want[] = {"r.conf:6: ", "r.conf:21: ", "r.conf:33: ", "r.conf:41: "};
	table_int("lines", g_strv_length(lines), G_N_ELEMENTS(want));
	for (guint i = 0; i < G_N_ELEMENTS(want); i++)
		assert_true(g_str_has_prefix(lines[i], want[i]));
}

/* The originating committee that the configuration names has to be in the roster. */
static void test_default_oc(void **state)
{
	static const struct {
		const char *oc;
		gboolean taken;
	} cases[] = {{NULL, TRUE}, {"alliance", TRUE}, {"board", FALSE}, {"technical", FALSE}};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Rules) rules = rules_new();
		g_autoptr(GError) error = NULL;
		rules->default_oc = g_strdup(cases[i].oc);
		g_autoptr(Roster) roster = roster_parse(right, strlen(right), "r.conf", rules, &error);
		table_int(cases[i].oc ? cases[i].oc : "none", roster != NULL, cases[i].taken);
		assert_true(roster || strstr(error->message, cases[i].oc));
	}
}

static void test_thousands(void **state)
{
	enum { COMPANIES = 500, PERSONS = 5000 };
	g_autoptr(GString) text = g_string_new(right);
	for (int i = 0; i < COMPANIES; i++)
		g_string_append_printf(text, "[company c%d]\nname = Company %d\nlevel = participation\n", i, i);
	for (int i = 0; i < PERSONS; i++)
		g_string_append_printf(text, "[person p%d]\nname = Person %d\nmail = p%d@c.example, p%d@home.example\n"
				       "company = c%d\n", i, i, i, i, i % COMPANIES);
	g_string_append(text, "[body all]\nname = Everybody\nkind = committee\nmembers = ");
	for (int i = 0; i < PERSONS / 2; i++)
		g_string_append_printf(text, "%sp%d", i > 0 ? ", " : "", i);
	for (int i = 0; i < PERSONS / 2; i++)
		g_string_append_printf(text, "\nalternates p%d = p%d", i, i + PERSONS / 2);
	g_string_append(text, "\n");
	g_autoptr(Roster) roster = parse_right(text->str);
	table_int("persons", g_hash_table_size(roster->persons), PERSONS + 4);
	g_autoptr(GPtrArray) seats = roster_seats(roster, "all", TRUE);
	table_int("seats", seats->len, COMPANIES);
	assert_true(roster_may_vote(roster, "all", "c7", TRUE, "p2507"));
	assert_false(roster_may_vote(roster, "all", "c8", TRUE, "p2507"));
	table_text("second address", roster_person_at(roster, "p4999@home.example")->id, "p4999");
	g_autoptr(Roster) before = parse_right(right);
	g_autoptr(GPtrArray) differences = roster_differences(before, roster);
	table_int("differences", differences->len, COMPANIES + PERSONS + 1 + PERSONS / 2);
}

static void test_load(void **state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Rules) rules = rules_new();
	assert_null(roster_load("/nonexistent/roster.conf", rules, &error));
	table_int("code", fault_code(error), FAULT_PERM);
	const char *top = g_getenv("top_srcdir");
	g_autofree char *path = g_build_filename(top ? top : ".", "contrib/sample/roster.conf", NULL);
	g_clear_error(&error);
	g_autoptr(Roster) roster = roster_load(path, rules, &error);
	if (!roster)
		fail_msg("%s", error->message);
	table_text("the sample", roster_name(roster, roster->alliance_committee), "Alliance Committee");
}

/* One change each, and the sentences that tell it. */
static void test_differences(void **state)
{
	static const struct {
		const char *from, *to, *want;
	} cases[] = {
		{"[roles]", "[roles]", ""},
		{"members = jane, bob", "members = bob, jane", ""},
		{"level = leadership", "level = board", "Bolt AG (bolt): level now board, was leadership"},
		{"name = Bolt AG", "name = Bolt Inc", "Bolt Inc (bolt): name now Bolt Inc, was Bolt AG"},
		{"mail = joe@acme.example", "mail = poe@acme.example, joe@acme.example",
		 "Joe Poe (joe): mail now poe@acme.example, joe@acme.example, was joe@acme.example"},
		{"company = bolt", "company = acme", "Bob Ray (bob): company now acme, was bolt"},
		{"[roles]", "[person pat]\nname = Pat Lee\nmail = pat@snia.example\n[roles]",
		 "person Pat Lee (pat) is new"},
		{"members = jane, bob", "members = jane, sam",
		 "Bob Ray (bob) leaves Alliance Committee (alliance)\nSam Roy (sam) joins Alliance Committee "
		 "(alliance)"},
		{"chair = jane", "chair = bob",
		 "Alliance Committee (alliance): chair now Bob Ray (bob), was Jane Doe (jane)"},
		{"chair = jane\n", "", "Alliance Committee (alliance): chair now nobody, was Jane Doe (jane)"},
		{"alternates jane = joe", "alternates jane = joe, sam\nalternates bob = sam",
		 "Alliance Committee (alliance): alternates of Bob Ray (bob) now sam, was not set\n"
		 "Alliance Committee (alliance): alternates of Jane Doe (jane) now joe, sam, was joe"},
		{"[roles]", "[body new]\nname = New\nkind = committee\nmembers = sam\n[roles]",
		 "body New (new) is new\nSam Roy (sam) joins New (new)"},
		{"contacts = sam", "contacts = joe",
		 "Sam Roy (sam) is no longer a contact of SNIA (snia)\nJoe Poe (joe) becomes a contact of SNIA (snia)"},
		{"Help@KAVI.example", "desk@kavi.example",
		 "press: answered-by now bob, desk@kavi.example, was bob, help@kavi.example"},
		{"vp-alliances = bob", "vp-alliances = jane",
		 "roles: vp-alliances now Jane Doe (jane), was Bob Ray (bob)"},
		{"partner-group = Alliance Partner WG\n", "",
		 "roles: partner-group now not set, was Alliance Partner WG"},
	};
	g_autoptr(Roster) old = parse_right(right);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = altered(cases[i].from, cases[i].to);
		g_autoptr(Roster) new = parse_right(text);
		g_autoptr(GPtrArray) differences = roster_differences(old, new);
		g_ptr_array_add(differences, NULL);
		g_autofree char *got = g_strjoinv("\n", (char **)differences->pdata);
		table_text(cases[i].to, got, cases[i].want);
	}
}

/* There and back: what is new one way is gone the other way. */
static void test_differences_from_nothing(void **state)
{
	g_autoptr(Roster) roster = parse_right(right);
	g_autoptr(Roster) empty = roster_new();
	g_autoptr(GPtrArray) all = roster_differences(NULL, roster);
	g_autoptr(GPtrArray) none = roster_differences(roster, roster);
	g_autoptr(GPtrArray) gone = roster_differences(roster, empty);
	table_int("none", none->len, 0);
	table_int("as many", all->len, gone->len);
	table_text("first", g_ptr_array_index(all, 0), "company Acme Corp (acme) is new");
	table_text("first", g_ptr_array_index(gone, 0), "company Acme Corp (acme) is gone");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right),       cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_empty),       cmocka_unit_test(test_all_at_once),
		cmocka_unit_test(test_default_oc),  cmocka_unit_test(test_thousands),
		cmocka_unit_test(test_load),        cmocka_unit_test(test_differences),
		cmocka_unit_test(test_differences_from_nothing),
	};
	return cmocka_run_group_tests_name("engine/roster-file", tests, NULL, NULL);
}
