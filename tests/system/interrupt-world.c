/* SPDX-License-Identifier: MIT
 *
 * interrupt-world.c: the robot's folder, its passes and their steps. The linker puts our functions in the place of
 * those that perform effects (--wrap).
 */
#include "interrupt.h"
#include "base/fault.h"
#include "engine/engine.h"
#include "net/inbox.h"
#include "net/submit.h"
#include "publish/checkin.h"
#include "publish/site.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXIT_STOPPED 42

static Steps *counted; /* of the pass that this process runs */

/* --- steps --- */

/* Counts a step; whether the act happens at it. A process that is to end here does not come back. */
static gboolean step(StepKind kind)
{
	gint n = g_atomic_int_add(&counted->count, 1) + 1;
	if (n <= STEPS_MOST)
		counted->kind[n - 1] = kind;
	if (n != counted->at || counted->act == ACT_NOTHING)
		return FALSE;
	if (counted->act == ACT_STOP)
		_exit(EXIT_STOPPED);
	return TRUE;
}

static gboolean step_store(gpointer data)
{
	return !step(STEP_STORE);
}

SubmitOutcome __real_submit_send(Submit *submit, const char *envelope_from, const char *recipient, GBytes *message,
				 char **out_reply);
SubmitOutcome __wrap_submit_send(Submit *submit, const char *envelope_from, const char *recipient, GBytes *message,
				 char **out_reply);
SubmitOutcome __wrap_submit_send(Submit *submit, const char *envelope_from, const char *recipient, GBytes *message,
				 char **out_reply)
{
	if (step(STEP_SUBMIT)) {
		*out_reply = g_strdup("451 the test says so");
		return counted->act == ACT_TEMP ? SUBMIT_DEFERRED : counted->act == ACT_PERM ? SUBMIT_REFUSED : SUBMIT_UNKNOWN;
	}
	SubmitOutcome outcome = __real_submit_send(submit, envelope_from, recipient, message, out_reply);
	return step(STEP_SUBMITTED) ? SUBMIT_UNKNOWN : outcome;
}

gboolean __real_inbox_done(Inbox *inbox, guint32 uidvalidity, const guint32 *uids, gsize n, GError **error);
gboolean __wrap_inbox_done(Inbox *inbox, guint32 uidvalidity, const guint32 *uids, gsize n, GError **error);
gboolean __wrap_inbox_done(Inbox *inbox, guint32 uidvalidity, const guint32 *uids, gsize n, GError **error)
{
	if (step(STEP_MOVE))
		return fault_set(error, FAULT_TEMP, "the test says so");
	gboolean done = __real_inbox_done(inbox, uidvalidity, uids, n, error);
	return step(STEP_MOVED) ? fault_set(error, FAULT_TEMP, "the test says so") : done;
}

static gboolean publish_fault(GError **error)
{
	return fault_set(error, FAULT_TEMP, "the test says so");
}

gboolean __real_site_write(const char *dir, const SiteRegister *reg, GError **error);
gboolean __wrap_site_write(const char *dir, const SiteRegister *reg, GError **error);
gboolean __wrap_site_write(const char *dir, const SiteRegister *reg, GError **error)
{
	if (step(STEP_PUBLISH))
		return publish_fault(error);
	gboolean done = __real_site_write(dir, reg, error);
	return step(STEP_PUBLISHED) ? publish_fault(error) : done;
}

gboolean __real_checkin_commit(const Checkin *checkin, GError **error);
gboolean __wrap_checkin_commit(const Checkin *checkin, GError **error);
gboolean __wrap_checkin_commit(const Checkin *checkin, GError **error)
{
	if (step(STEP_PUBLISH))
		return publish_fault(error);
	gboolean done = __real_checkin_commit(checkin, error);
	return step(STEP_PUBLISHED) ? publish_fault(error) : done;
}

/* --- the folder --- */

static void run_program(const char *const *argv)
{
	g_autoptr(GError) error = NULL;
	gint status = 0;
	if (!g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error) || status)
		g_error("%s: %s", argv[0], error ? error->message : "failed");
}

static void folder_remove(const char *path)
{
	run_program((const char *const[]){"rm", "-rf", "--", path, NULL});
}

/* A new folder; in memory where there is such a place, for what is synced here need not outlive the machine. */
static char *folder_new(void)
{
	gboolean memory = !g_getenv("TMPDIR") && access("/dev/shm", W_OK | X_OK) == 0;
	g_autofree char *top = g_strdup_printf("%s/ballotd-interrupt-XXXXXX", memory ? "/dev/shm" : g_get_tmp_dir());
	if (!g_mkdtemp(top))
		g_error("%s: cannot be made", top);
	return g_steal_pointer(&top);
}

World *world_new(void)
{
	World *world = g_new0(World, 1);
	g_autofree char *top = folder_new();
	world->dir = g_build_filename(top, "robot", NULL);
	world->kept = g_build_filename(top, "kept", NULL);
	world->steps = mmap(NULL, sizeof(Steps), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	static const char *const folders[] = {"in/new", "in/cur", "in/tmp", "out/new", "out/cur", "out/tmp"};
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path = g_build_filename(world->dir, folders[i], NULL);
		g_mkdir_with_parents(path, 0700);
	}
	g_mkdir(world->kept, 0700);
	g_autofree char *git = g_build_filename(world->dir, "registers.git", NULL);
	run_program((const char *const[]){"git", "init", "-q", "--bare", git, NULL});
	g_autofree char *roster = g_build_filename(g_getenv("top_srcdir"), "tests", "scenario", "small.roster", NULL);
	g_autofree char *own = g_build_filename(world->dir, "roster.conf", NULL);
	run_program((const char *const[]){"cp", roster, own, NULL});
	return world;
}

void world_free(World *world)
{
	g_autofree char *top = g_path_get_dirname(world->dir);
	folder_remove(top);
	munmap(world->steps, sizeof(Steps));
	g_free(world->dir);
	g_free(world->kept);
	g_free(world);
}

void world_keep(World *world, const char *name)
{
	g_autofree char *copy = g_build_filename(world->kept, name, NULL);
	folder_remove(copy);
	run_program((const char *const[]){"cp", "-a", world->dir, copy, NULL});
}

void world_restore(World *world, const char *name)
{
	g_autofree char *copy = g_build_filename(world->kept, name, NULL);
	folder_remove(world->dir);
	run_program((const char *const[]){"cp", "-a", copy, world->dir, NULL});
}

/* --- a pass --- */

static GLogWriterOutput log_nothing(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
	return level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)
		? g_log_writer_default(level, fields, n, data) : G_LOG_WRITER_HANDLED;
}

static Instant pass_clock(gpointer data)
{
	return *(const Instant *)data;
}

static Settings *pass_settings(const World *world)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *top = g_canonicalize_filename(g_getenv("top_srcdir"), NULL);
	g_autofree char *name = g_build_filename(world->dir, "ballotd.conf", NULL);
	g_autofree char *text = g_strdup_printf(
		"[robot]\norganization = DMTF\naddress = robot@dmtf.example\nstore = sqlite:%s/ballotd.db\n"
		"roster = %s/roster.conf\ntemplates = %s/mailtemplates\ntime-zone = America/New_York\nsimulation = yes\n"
		"authserv-id = mx.dmtf.example\n[mailbox robot]\nurl = maildir:%s/in\npurpose = robot\ndone = Processed\n"
		"[submit]\nurl = maildir:%s/out\nconnections = 1\n[process]\nreview-days = 6h\ndigest-every = 0d\n"
		"[profile board]\nearly-close = yes\n[publish]\nsite = %s/site\ngit = %s/registers.git\n",
		world->dir, world->dir, top, world->dir, world->dir, world->dir, world->dir);
	Settings *settings = settings_parse(text, strlen(text), name, &error);
	if (!settings)
		g_error("%s", error->message);
	return settings;
}

/* In the pass's own process; how it ended. */
static PassEnd pass_run(const World *world, Instant now)
{
	PassResult result;
	g_autoptr(GError) error = NULL;
	g_log_set_writer_func(log_nothing, NULL, NULL);
	g_autoptr(Settings) settings = pass_settings(world);
	store_on_step(step_store, NULL);
	g_autoptr(Engine) engine = engine_open(settings, ENGINE_DAEMON, pass_clock, &now, &error);
	if (!engine)
		return PASS_FAULT;
	g_autofree char *reader = g_build_filename(g_getenv("top_builddir"), "src", "ballotd-reader", NULL);
	engine_set_reader(engine, reader);
	if (!engine_pass(engine, now, &result, &error))
		return PASS_FAULT;
	return pass_incomplete(&result) ? PASS_INCOMPLETE : PASS_DONE;
}

PassEnd world_pass(World *world, Instant now, gint at, StepAct act)
{
	int status;
	world->steps->count = 0;
	world->steps->at = at;
	world->steps->act = act;
	pid_t child = fork();
	if (child == 0) {
		counted = world->steps;
		_exit(pass_run(world, now));
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		g_error("the pass could not be started");
	if (!WIFEXITED(status))
		return PASS_DIED;
	return WEXITSTATUS(status) == EXIT_STOPPED ? PASS_STOPPED : (PassEnd)WEXITSTATUS(status);
}

/* --- the cast --- */

/* A header's value in a message, up to its line's end; g_free. */
static char *header_of(const char *bytes, const char *name)
{
	g_autofree char *mark = g_strdup_printf("\n%s: ", name);
	const char *found = strstr(bytes, mark);
	return found ? g_strndup(found + strlen(mark), strcspn(found + strlen(mark), "\r\n")) : NULL;
}

/* The newest letter of that kind to that address; g_free. */
static char *letter_newest(const World *world, const char *kind, const char *address)
{
	g_autofree char *box = g_build_filename(world->dir, "out", "new", NULL);
	g_autofree char *kind_line = g_strdup_printf("\nX-Ballotd-Letter: %s\r\n", kind);
	g_autofree char *to_line = g_strdup_printf("\nDelivered-To: %s\r\n", address);
	g_autofree char *newest = NULL;
	char *letter = NULL;
	const char *name;
	g_autoptr(GDir) dir = g_dir_open(box, 0, NULL);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(box, name, NULL);
		g_autofree char *bytes = NULL;
		if (!g_file_get_contents(path, &bytes, NULL, NULL) || !strstr(bytes, kind_line) || !strstr(bytes, to_line) ||
		    (newest && strcmp(name, newest) < 0))
			continue;
		g_free(newest);
		g_free(letter);
		newest = g_strdup(name);
		letter = g_steal_pointer(&bytes);
	}
	if (!letter)
		g_error("there is no letter %s to %s", kind, address);
	return letter;
}

void world_mail_raw(World *world, const char *bytes)
{
	g_autofree char *name = g_strdup_printf("%06u.mail", ++world->mails);
	g_autofree char *path = g_build_filename(world->dir, "in", "new", name, NULL);
	if (!g_file_set_contents(path, bytes, -1, NULL))
		g_error("%s cannot be written", path);
}

void world_mail(World *world, const char *person, const char *from, const char *kind, const char *text,
		const char *document)
{
	g_autofree char *letter = kind ? letter_newest(world, kind, person) : NULL;
	g_autofree char *to = letter ? header_of(letter, "Reply-To") : g_strdup("robot@dmtf.example");
	g_autofree char *id = letter ? header_of(letter, "Message-ID") : NULL;
	g_autofree char *thread = id ? g_strdup_printf("In-Reply-To: %s\n", id) : g_strdup("");
	const char *sender = from ? from : person;
	g_autofree char *subject = letter ? g_strdup("Re: the letter") : g_strndup(text, strcspn(text, "\n"));
	g_autofree char *file = document ? g_strdup_printf(
		"--b\nContent-Type: text/markdown; name=\"%s\"\nContent-Disposition: attachment; filename=\"%s\"\n\n"
		"# Work register\nThis is %s.\n--b--\n", document, document, document) : g_strdup("");
	g_autofree char *mail = g_strdup_printf(
		"Authentication-Results: mx.dmtf.example; dmarc=pass header.from=%s\nFrom: %s\nTo: %s\nSubject: %s\n"
		"Message-ID: <mail-%u@test.example>\n%sMIME-Version: 1.0\nContent-Type: %s\n\n%s%s\n%s",
		strchr(sender, '@') + 1, sender, to, subject, world->mails + 1, thread,
		document ? "multipart/mixed; boundary=b" : "text/plain; charset=utf-8",
		document ? "--b\nContent-Type: text/plain; charset=utf-8\n\n" : "", text, file);
	world_mail_raw(world, mail);
}
