/* SPDX-License-Identifier: MIT */
#include "publish/checkin.h"
#include "base/fault.h"
#include "base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define GIT_SECONDS 60
#define WORDS_KEPT 400

/* Where git works: its repository, the tree the files lie in, and whether that tree is a scratch folder of ours. */
typedef struct GitPlace {
	char *git_dir, *work_tree;
	gboolean scratch;
} GitPlace;

static void scratch_remove(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		if (g_file_test(inner, G_FILE_TEST_IS_DIR) && !g_file_test(inner, G_FILE_TEST_IS_SYMLINK))
			scratch_remove(inner);
		else
			g_unlink(inner);
	}
	g_rmdir(path);
}

static void git_place_clear(GitPlace *place)
{
	if (place->scratch)
		scratch_remove(place->work_tree);
	g_free(place->git_dir);
	g_free(place->work_tree);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GitPlace, git_place_clear)

static gboolean git_place_find(const char *repository, GitPlace *out, GError **error)
{
	g_autofree char *inner = g_build_filename(repository, ".git", NULL);
	g_autofree char *head = g_build_filename(repository, "HEAD", NULL);
	if (g_file_test(inner, G_FILE_TEST_EXISTS)) {
		*out = (GitPlace){.git_dir = g_steal_pointer(&inner), .work_tree = g_strdup(repository)};
		return TRUE;
	}
	if (!g_file_test(head, G_FILE_TEST_EXISTS))
		return fault_set(error, FAULT_PERM, "%s is no git repository: make one with git init", repository);
	g_autoptr(GError) why = NULL;
	char *scratch = g_dir_make_tmp("ballotd-checkin-XXXXXX", &why);
	if (!scratch)
		return fault_set(error, FAULT_TEMP, "cannot make a folder for the check-in: %s", why->message);
	*out = (GitPlace){.git_dir = g_strdup(repository), .work_tree = scratch, .scratch = TRUE};
	return TRUE;
}

static char **git_environment(const Checkin *checkin)
{
	g_autofree char *date = g_strdup_printf("%" G_GINT64_FORMAT " +0000", checkin->date);
	char **environment = g_get_environ();
	environment = g_environ_setenv(environment, "GIT_AUTHOR_NAME", checkin->author, TRUE);
	environment = g_environ_setenv(environment, "GIT_AUTHOR_EMAIL", checkin->address, TRUE);
	environment = g_environ_setenv(environment, "GIT_AUTHOR_DATE", date, TRUE);
	environment = g_environ_setenv(environment, "GIT_COMMITTER_NAME", checkin->author, TRUE);
	environment = g_environ_setenv(environment, "GIT_COMMITTER_EMAIL", checkin->address, TRUE);
	environment = g_environ_setenv(environment, "GIT_COMMITTER_DATE", date, TRUE);
	environment = g_environ_setenv(environment, "GIT_TERMINAL_PROMPT", "0", TRUE);
	return g_environ_setenv(environment, "LC_ALL", "C.UTF-8", TRUE);
}

/* Waits for the child, at most GIT_SECONDS; its exit status, or -1 when it had to be ended. */
static int git_wait(pid_t pid)
{
	gint64 until = g_get_monotonic_time() + GIT_SECONDS * G_USEC_PER_SEC;
	int status;
	for (;;) {
		pid_t done = waitpid(pid, &status, WNOHANG);
		if (done == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		if (done < 0 && errno != EINTR)
			return -1;
		if (g_get_monotonic_time() >= until)
			break;
		g_usleep(5000);
	}
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return -1;
}

/* Runs git with its words on both channels going into the file `words`. *out_status as git_wait gives it. */
static gboolean git_spawn(char **argv, char **environment, int words, int *out_status, GError **error)
{
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, words, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, words, STDERR_FILENO);
	posix_spawnattr_t attributes;
	sigset_t none;
	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none); /* the robot's threads block signals; git must not */
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	pid_t pid;
	int failed = posix_spawnp(&pid, "git", &actions, &attributes, argv, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	if (failed)
		return fault_set(error, FAULT_PERM, "cannot run git: %s", g_strerror(failed));
	*out_status = git_wait(pid);
	return TRUE;
}

static char *words_read(int words)
{
	char buffer[4096];
	ssize_t length = pread(words, buffer, sizeof buffer - 1, 0);
	buffer[MAX(length, 0)] = '\0';
	g_autofree char *valid = g_utf8_make_valid(buffer, -1);
	return text_line(valid, WORDS_KEPT);
}

/* One git command over the place; *out_status (may be NULL: anything but 0 is a fault). */
static gboolean git_run(const GitPlace *place, char **environment, const char *const *arguments, int *out_status,
			GError **error)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(argv, g_strdup("git"));
	g_ptr_array_add(argv, g_strconcat("--git-dir=", place->git_dir, NULL));
	g_ptr_array_add(argv, g_strconcat("--work-tree=", place->work_tree, NULL));
	for (gsize i = 0; arguments[i]; i++)
		g_ptr_array_add(argv, g_strdup(arguments[i]));
	g_ptr_array_add(argv, NULL);
	g_autofree char *path = NULL;
	int words = g_file_open_tmp("ballotd-git-XXXXXX", &path, NULL);
	if (words < 0)
		return fault_set(error, FAULT_TEMP, "cannot make a file for what git says: %s", g_strerror(errno));
	g_unlink(path);
	int status = -1;
	gboolean ran = git_spawn((char **)argv->pdata, environment, words, &status, error);
	g_autofree char *said = words_read(words);
	close(words);
	if (ran && out_status)
		*out_status = status;
	if (ran && !out_status && status != 0)
		return fault_set(error, FAULT_TEMP, "git %s did not succeed: %s", arguments[0], said);
	return ran;
}

static gboolean file_write(const GitPlace *place, const CheckinFile *file, GError **error)
{
	g_autofree char *path = g_build_filename(place->work_tree, file->name, NULL);
	g_autofree char *dir = g_path_get_dirname(path);
	g_autoptr(GError) why = NULL;
	gsize length;
	const char *bytes = g_bytes_get_data(file->bytes, &length);
	if (g_mkdir_with_parents(dir, 0755) != 0)
		return fault_set(error, FAULT_TEMP, "cannot make the folder %s: %s", dir, g_strerror(errno));
	if (!g_file_set_contents_full(path, bytes ? bytes : "", (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0644,
				      &why))
		return fault_set(error, FAULT_TEMP, "cannot write %s: %s", path, why->message);
	return TRUE;
}

static gboolean name_fits(const char *name)
{
	return *name && *name != '/' && *name != '-' && !strstr(name, "..");
}

gboolean checkin_commit(const Checkin *checkin, GError **error)
{
	g_auto(GitPlace) place = {0};
	if (!git_place_find(checkin->repository, &place, error))
		return FALSE;
	g_auto(GStrv) environment = git_environment(checkin);
	for (gsize i = 0; i < checkin->n_files; i++) {
		const CheckinFile *file = &checkin->files[i];
		if (!name_fits(file->name))
			return fault_set(error, FAULT_PERM, "\"%s\" is no name for a file in the repository",
					 file->name);
		const char *add[] = {"add", "-f", "--", file->name, NULL};
		if (!file_write(&place, file, error))
			return FALSE;
		g_autofree char *path = g_build_filename(place.work_tree, file->name, NULL);
		add[3] = path;
		if (!git_run(&place, environment, add, NULL, error))
			return FALSE;
	}
	static const char *const compare[] = {"diff", "--cached", "--quiet", NULL};
	int differs = 0;
	if (!git_run(&place, environment, compare, &differs, error))
		return FALSE;
	if (differs == 0)
		return TRUE;
	const char *commit[] = {"commit", "-q", "--no-verify", "--no-gpg-sign", "-m", checkin->message, NULL};
	return git_run(&place, environment, commit, NULL, error);
}
