// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/command_line.h"

#include "server/subcommands.h"

namespace favilla::server {

namespace {

// Options that mean a setting of the configuration; the rest of the settings come by file or environment.
void add_setting(CLI::App& app, SettingOverrides& overrides, const std::string& option, const std::string& key,
                 const std::string& help)
{
    app.add_option_function<std::string>(option, [&overrides, key](const std::string& value) { overrides[key] = value; }, help);
}

const auto roles = std::vector<std::string>{"user", "moderator", "admin"};

void add_account_commands(CLI::App& app, CommandLine& line)
{
    auto* account = app.add_subcommand("account", "Make, change, list and delete accounts");
    account->require_subcommand(1);
    account->fallthrough();
    add_command<AccountCreateCommand>(
        *account, "create", "Make an account; without --password one is made up and printed", line,
        [](CLI::App& sub, AccountCreateCommand& c) {
            sub.add_option("name", c.name, "User name")->required();
            sub.add_option("--email", c.email, "E-mail address")->required();
            sub.add_option("--password", c.password, "Password, 8 characters or more");
            sub.add_option("--role", c.role, "user, moderator or admin")->check(CLI::IsMember(roles));
            sub.add_option("--domain", c.domain, domain_help);
            sub.add_flag("--confirmed", c.confirmed, "The address needs no confirmation by mail");
        });
    add_command<AccountModifyCommand>(*account, "modify", "Change an account", line, [](CLI::App& sub, AccountModifyCommand& c) {
        sub.add_option("name", c.name, "User name; name@host for somebody of another server, who can be suspended")->required();
        sub.add_option("--domain", c.domain, domain_help);
        sub.add_option("--email", c.email, "A new e-mail address");
        sub.add_option("--role", c.role, "user, moderator or admin")->check(CLI::IsMember(roles));
        sub.add_flag("--confirm", c.confirm, "Confirm the e-mail address");
        sub.add_flag("--approve", c.approve, "Approve a sign-up that waits");
        auto* disable = sub.add_flag("--disable", c.disable, "Lock the owner out");
        sub.add_flag("--enable", c.enable, "Let the owner in again")->excludes(disable);
        sub.add_flag("--reset-password", c.reset_password, "Make a new password, print it, and end every session");
        sub.add_flag("--no-second-factor", c.no_second_factor,
                     "Ask for no code any more, and remove all passkeys: for who lost them and the recovery codes");
        auto* suspend = sub.add_flag("--suspend", c.suspend, "Hide the account and all it wrote");
        sub.add_flag("--unsuspend", c.unsuspend, "Undo that")->excludes(suspend);
    });
    add_command<AccountDeleteCommand>(*account, "delete", "Delete an account and its words for good", line,
                                      [](CLI::App& sub, AccountDeleteCommand& c) {
                                          sub.add_option("name", c.name, "User name")->required();
                                          sub.add_option("--domain", c.domain, domain_help);
                                      });
    add_command<AccountIdentitiesCommand>(*account, "identities", "The OpenID providers that somebody signs in with", line,
                                          [](CLI::App& sub, AccountIdentitiesCommand& c) {
                                              sub.add_option("name", c.name, "User name")->required();
                                              sub.add_option("--domain", c.domain, domain_help);
                                              sub.add_option("--remove", c.remove,
                                                             "Take away the one of this number; its person is told by mail");
                                          });
    add_command<AccountListCommand>(*account, "list", "List the accounts", line, [](CLI::App& sub, AccountListCommand& c) {
        sub.add_option("--domain", c.domain, domain_help);
    });

    auto* token = app.add_subcommand("token", "Access tokens");
    token->require_subcommand(1);
    token->fallthrough();
    add_command<TokenCreateCommand>(*token, "create", "Make an access token and print it alone", line,
                                    [](CLI::App& sub, TokenCreateCommand& c) {
                                        sub.add_option("name", c.name, "User name")->required();
                                        sub.add_option("--scopes", c.scopes, "Scopes, as \"read write\"")->required();
                                        sub.add_option("--domain", c.domain, domain_help);
                                    });
}

void add_domain_commands(CLI::App& app, CommandLine& line)
{
    auto* domain = app.add_subcommand("domain", "The organisations that share this installation");
    domain->require_subcommand(1);
    domain->fallthrough();
    add_command<DomainAddCommand>(*domain, "add", "Serve another organisation", line, [](CLI::App& sub, DomainAddCommand& c) {
        sub.add_option("domain", c.name, "Its domain")->required();
        sub.add_option("--title", c.title, "Its name");
    });
    add_command<DomainListCommand>(*domain, "list", "List them", line);
    add_command<DomainRemoveCommand>(
        *domain, "remove", "Stop serving one that has no accounts", line,
        [](CLI::App& sub, DomainRemoveCommand& c) { sub.add_option("domain", c.name, "Its domain")->required(); });
    add_command<DomainExportCommand>(
        *domain, "export", "Write one of them, and nothing of the others, as a backup to restore on another machine", line,
        [](CLI::App& sub, DomainExportCommand& c) {
            sub.add_option("domain", c.name, "Its domain")->required();
            sub.add_option("target", c.target, "A folder to make, or a file whose name ends with .tar")->required();
            sub.add_option("--also", c.also, "Another that goes along, into the same installation");
            sub.add_option("--config", c.config_file, "The server's settings, where media lie in a bucket");
            sub.add_option("--copy-to", c.copy_to)->group("");
        });
    add_command<DomainImportCommand>(
        *domain, "import", "Take in every organisation of an export or a backup from elsewhere, beside those that are here", line,
        [](CLI::App& sub, DomainImportCommand& c) {
            sub.add_option("source", c.source, "The folder or the file that domain export or backup wrote")->required();
            sub.add_option("--config", c.config_file, "The server's settings, where media lie in a bucket");
            sub.add_option("--prepared", c.prepared)->group("");
        });
}

void add_emoji_commands(CLI::App& app, CommandLine& line)
{
    auto* emoji = app.add_subcommand("emoji", "Small pictures of the organisation's own, for posts and names");
    emoji->require_subcommand(1);
    emoji->fallthrough();
    add_command<EmojiAddCommand>(*emoji, "add", "Add one", line, [](CLI::App& sub, EmojiAddCommand& c) {
        sub.add_option("shortcode", c.shortcode, "What stands between the colons")->required();
        sub.add_option("file", c.file, "A PNG of at most 50 kB")->required();
        sub.add_option("--category", c.category, "Under which apps show it");
        sub.add_option("--domain", c.domain, domain_help);
    });
    add_command<EmojiListCommand>(*emoji, "list", "List them", line,
                                  [](CLI::App& sub, EmojiListCommand& c) { sub.add_option("--domain", c.domain, domain_help); });
    add_command<EmojiRemoveCommand>(*emoji, "remove", "Remove one", line, [](CLI::App& sub, EmojiRemoveCommand& c) {
        sub.add_option("shortcode", c.shortcode, "What stands between the colons")->required();
        sub.add_option("--domain", c.domain, domain_help);
    });
}

void add_group_commands(CLI::App& app, CommandLine& line)
{
    auto* group = app.add_subcommand("group", "Accounts that many speak in");
    group->require_subcommand(1);
    group->fallthrough();
    add_command<GroupCreateCommand>(*group, "create", "Make one", line, [](CLI::App& sub, GroupCreateCommand& c) {
        sub.add_option("name", c.name, "As a user name")->required();
        sub.add_option("--owner", c.owner, "The user name of who is in charge of it")->required();
        sub.add_option("--title", c.title, "Shown instead of the name");
        sub.add_option("--description", c.description, "What it is for");
        sub.add_option("--posting", c.posting, "Who may begin a topic: everybody or members");
        sub.add_option("--joining", c.joining, "How one becomes a member: open, request, invitation or hidden");
        sub.add_option("--domain", c.domain, domain_help);
    });
    add_command<GroupListCommand>(*group, "list", "List them", line,
                                  [](CLI::App& sub, GroupListCommand& c) { sub.add_option("--domain", c.domain, domain_help); });
    add_command<GroupRoleCommand>(*group, "role", "Put somebody in charge, or no longer", line,
                                  [](CLI::App& sub, GroupRoleCommand& c) {
                                      sub.add_option("name", c.name, "The group's")->required();
                                      sub.add_option("account", c.account, "Whose, as ada or ada@example.org")->required();
                                      sub.add_option("role", c.role, "owner, moderator or member")->required();
                                      sub.add_option("--domain", c.domain, domain_help);
                                  });
}

void add_idea_commands(CLI::App& app, CommandLine& line)
{
    auto* idea = app.add_subcommand("idea", "What people ask for, and what becomes of it");
    idea->require_subcommand(1);
    idea->fallthrough();
    add_command<IdeaListCommand>(*idea, "list", "List them, most votes first: number, state, votes, title", line,
                                 [](CLI::App& sub, IdeaListCommand& c) {
                                     sub.add_option("--state", c.state, "Only of that state");
                                     sub.add_option("--space", c.space, "Only of that page or group, by its name");
                                     sub.add_option("--domain", c.domain, domain_help);
                                 });
    add_command<IdeaStateCommand>(
        *idea, "state", "Say what becomes of one; who shaped it is told", line, [](CLI::App& sub, IdeaStateCommand& c) {
            sub.add_option("idea", c.idea, "Its number")->required();
            sub.add_option("state", c.state, "new, discussing, planned, in_progress, shipped or declined")->required();
            sub.add_option("--by", c.by, "The user name of who decides it")->required();
            sub.add_option("--word", c.word, "For everybody; a declined one needs it");
            sub.add_flag("--answer", c.answer, "The word is said in the conversation, too");
            sub.add_option("--domain", c.domain, domain_help);
        });
    add_command<IdeaMergeCommand>(*idea, "merge", "Put one together with another, which stays", line,
                                  [](CLI::App& sub, IdeaMergeCommand& c) {
                                      sub.add_option("idea", c.idea, "Its number")->required();
                                      sub.add_option("into", c.into, "The number of the one that stays")->required();
                                      sub.add_option("--by", c.by, "The user name of who decides it")->required();
                                      sub.add_option("--domain", c.domain, domain_help);
                                  });
}

void add_ledger_commands(CLI::App& app, CommandLine& line)
{
    auto* ledger = app.add_subcommand("ledger", "Attention given and returned, and whom pages owe an answer");
    ledger->require_subcommand(1);
    ledger->fallthrough();
    add_command<LedgerRecountCommand>(*ledger, "recount", "Count everything from nothing, and look at every standing", line);
    add_command<LedgerOwedCommand>(*ledger, "owed", "Who waits for a page, the longest first: since when, who, how many posts",
                                   line, [](CLI::App& sub, LedgerOwedCommand& c) {
                                       sub.add_option("page", c.page, "The page's name")->required();
                                       sub.add_option("--domain", c.domain, domain_help);
                                   });
}

void add_invitation_commands(CLI::App& app, CommandLine& line)
{
    auto* invitation = app.add_subcommand("invitation", "Links and codes that members bring friends in with");
    invitation->require_subcommand(1);
    invitation->fallthrough();
    add_command<InvitationMakeCommand>(*invitation, "make", "Make one; prints its link", line,
                                       [](CLI::App& sub, InvitationMakeCommand& c) {
                                           sub.add_option("--by", c.by, "The user name of who invites")->required();
                                           sub.add_option("--uses", c.uses, "How many may come with it");
                                           sub.add_option("--days", c.days, "How long it works");
                                           sub.add_option("--group", c.group, "The name of a group they come into");
                                           sub.add_option("--word", c.word, "What they read first");
                                           sub.add_option("--domain", c.domain, domain_help);
                                       });
    add_command<InvitationListCommand>(*invitation, "list", "List them", line, [](CLI::App& sub, InvitationListCommand& c) {
        sub.add_option("--domain", c.domain, domain_help);
    });
    add_command<InvitationRevokeCommand>(*invitation, "revoke", "End one", line, [](CLI::App& sub, InvitationRevokeCommand& c) {
        sub.add_option("code", c.code, "As it was given")->required();
        sub.add_option("--domain", c.domain, domain_help);
    });
    add_command<InvitationTreeCommand>(
        *invitation, "tree", "Who came through whom", line,
        [](CLI::App& sub, InvitationTreeCommand& c) { sub.add_option("--domain", c.domain, domain_help); });
}

void add_event_commands(CLI::App& app, CommandLine& line)
{
    auto* event = app.add_subcommand("event", "What people meet for");
    event->require_subcommand(1);
    event->fallthrough();
    add_command<EventListCommand>(*event, "list", "Those to come: id, when, who holds it, how many come, name", line,
                                  [](CLI::App& sub, EventListCommand& c) {
                                      sub.add_flag("--over", c.over, "Those that are over instead");
                                      sub.add_option("--domain", c.domain, domain_help);
                                  });
    add_command<EventCancelCommand>(
        *event, "cancel", "Call one off; who answered is told", line,
        [](CLI::App& sub, EventCancelCommand& c) { sub.add_option("id", c.id, "As list shows it")->required(); });
}

void add_page_commands(CLI::App& app, CommandLine& line)
{
    auto* page = app.add_subcommand("page", "Accounts that a team runs");
    page->require_subcommand(1);
    page->fallthrough();
    add_command<PageCreateCommand>(*page, "create", "Make one", line, [](CLI::App& sub, PageCreateCommand& c) {
        sub.add_option("name", c.name, "As a user name")->required();
        sub.add_option("--owner", c.owner, "The user name of who owns it at first")->required();
        sub.add_option("--title", c.title, "Shown instead of the name");
        sub.add_option("--description", c.description, "What it is for");
        sub.add_option("--posture", c.posture, "What it declares to be: megaphone, round_table or both");
        sub.add_flag("--reviews", c.reviews, "What begins something is seen by two before it goes out");
        sub.add_flag("--signs", c.signs, "Everybody is told who wrote a post");
        sub.add_option("--domain", c.domain, domain_help);
    });
    add_command<PageListCommand>(*page, "list", "List them", line,
                                 [](CLI::App& sub, PageListCommand& c) { sub.add_option("--domain", c.domain, domain_help); });
    add_command<PageRoleCommand>(
        *page, "role", "Put somebody in its team, or out of it", line, [](CLI::App& sub, PageRoleCommand& c) {
            sub.add_option("name", c.name, "The page's")->required();
            sub.add_option("account", c.account, "The user name of whom")->required();
            sub.add_option("role", c.role, "owner, editor, contributor, moderator, analyst or none")->required();
            sub.add_option("--domain", c.domain, domain_help);
        });
    add_command<PostureCommand>(app, "posture", "Whether a page is a megaphone or a round table, from what it did", line,
                                [](CLI::App& sub, PostureCommand& c) {
                                    sub.add_option("page", c.page, "The page's name")->required();
                                    sub.add_option("--month", c.month, "As it stood when that month was over: 2026-11");
                                    sub.add_flag("--json", c.json, "As the API answers");
                                    sub.add_option("--domain", c.domain, domain_help);
                                });
    add_command<OutlookCommand>(app, "outlook", "Which conversations are about to go out, and how far that was right so far",
                                line, [](CLI::App& sub, OutlookCommand& c) {
                                    sub.add_flag("--fit", c.fit, "Fit the model anew before, as every night");
                                    sub.add_flag("--json", c.json, "As the API answers");
                                    sub.add_option("--domain", c.domain, domain_help);
                                });
}

void add_host_commands(CLI::App& app, CommandLine& line)
{
    auto* host = app.add_subcommand("host", "Other servers: from which nothing is taken, and with which alone one talks");
    host->require_subcommand(1);
    host->fallthrough();
    auto named = [](CLI::App& sub, auto& c) {
        sub.add_option("host", c.name, "Its name; holds for what stands below it too")->required();
    };
    add_command<HostBlockCommand>(*host, "block", "Take nothing from one and send it nothing, or less (see the flags)", line,
                                  [&](CLI::App& sub, HostBlockCommand& c) {
                                      named(sub, c);
                                      sub.add_flag("--silence", c.silence, "Only keep its people out of what everybody sees");
                                      sub.add_flag("--reject-media", c.reject_media, "Take no pictures from it");
                                      sub.add_flag("--reject-reports", c.reject_reports, "Take no reports from it");
                                      sub.add_flag("--obfuscate", c.obfuscate, "Show its name in part only");
                                      sub.add_option("--comment", c.comment, "The reason, for everybody");
                                      sub.add_option("--private-comment", c.private_comment, "The reason, for administrators");
                                  });
    add_command<HostUnblockCommand>(*host, "unblock", "Lift what was decided about one", line, named);
    add_command<HostAllowCommand>(*host, "allow", "Talk with one, where federation.allow_list is on", line, named);
    add_command<HostDisallowCommand>(*host, "disallow", "Talk with one no longer", line, named);
    add_command<HostListCommand>(*host, "list", "List what was decided", line);
    add_command<HostImportCommand>(
        *host, "import", "Take over a list in Mastodon's CSV", line,
        [](CLI::App& sub, HostImportCommand& c) { sub.add_option("file", c.file, "The file")->required(); });
    add_command<HostExportCommand>(*host, "export", "Print the list in Mastodon's CSV", line);
}

constexpr const char* config_help = "The server's settings, when it does not run: they say where the bucket is";

void add_media_commands(CLI::App& app, CommandLine& line)
{
    auto* media = app.add_subcommand("media", "Pictures, films and sounds: where they lie");
    media->require_subcommand(1);
    media->fallthrough();
    add_command<MediaMoveCommand>(
        *media, "move", "Bring all files to where media.store says, also while serving", line,
        [](CLI::App& sub, MediaMoveCommand& c) {
            sub.add_option("--to", c.to, "s3 or folder")->required()->check(CLI::IsMember({"s3", "folder"}));
            sub.add_flag("--dry-run", c.dry_run, "Only say how much would be moved");
            sub.add_option("--config", c.config_file, config_help);
            sub.add_flag("--step", c.step)->group("");
            sub.add_option("--after", c.after)->group("");
        });
}

void add_data_commands(CLI::App& app, CommandLine& line)
{
    add_command<MigrateCommand>(app, "migrate", "Bring the data to this version's schema", line);
    add_command<ReindexCommand>(app, "reindex", "Read everything into the search index anew", line);
    add_command<CheckCommand>(
        app, "check", "Look for damage; says what is wrong and where", line, [](CLI::App& sub, CheckCommand& c) {
            sub.add_option("--config", c.config_file, config_help);
            sub.add_flag("--read-bucket", c.read_bucket, "Read what lies in the bucket as well, not only how large it is");
        });
    add_command<BackupCommand>(
        app, "backup", "Copy everything into a folder or one file, also while serving", line,
        [](CLI::App& sub, BackupCommand& c) { sub.add_option("target", c.target, "A new folder, or a file")->required(); });
    add_command<RestoreCommand>(
        app, "restore", "Fill an empty data folder from a backup", line,
        [](CLI::App& sub, RestoreCommand& c) { sub.add_option("source", c.source, "What backup wrote")->required(); });
    add_command<DemoCommand>(app, "demo", "Fill an empty data folder with a living community", line,
                             [](CLI::App& sub, DemoCommand& c) {
                                 sub.add_option("--seed", c.seed, "The same seed makes the same community");
                                 sub.add_option("--statuses", c.statuses, "About how many posts; 0: as the story goes");
                             });
    add_command<MeasureCommand>(
        app, "measure", "Measure the conversation trees of a TSV file", line,
        [](CLI::App& sub, MeasureCommand& c) { sub.add_option("file", c.file, "The file; - for standard input")->required(); });
    add_command<ArchiveCommand>(app, "archive",
                                "Whose archive a file is (ZIP or tar, as Mastodon makes them), and which posts can be read in it",
                                line, [](CLI::App& sub, ArchiveCommand& c) {
                                    sub.add_option("file", c.file, "The file")->required()->check(CLI::ExistingFile);
                                });
}

void add_serve_command(CLI::App& app, CommandLine& line)
{
    add_command<ServeCommand>(app, "serve", "Run the server", line, [](CLI::App& sub, ServeCommand& c) {
        add_setting(sub, c.overrides, "--listen", "listen", "ADDRESS:PORT; port 0 takes any free one");
        add_setting(sub, c.overrides, "--domain", "domain", "The first organisation's domain");
        sub.add_option("--config", c.config_file, "A TOML file with settings (favilla config prints an example)")
            ->check(CLI::ExistingFile);
        sub.add_flag("--testing", c.testing,
                     "For tests on loopback: sign-ups confirm themselves, OAuth's password grant works, nothing is throttled");
        sub.add_flag(
            "--plans", c.plans,
            "For tests: every statement's plan is written to plans.txt in the data folder; starting anything takes longer");
    });
}

}  // namespace

std::variant<CommandLine, CommandLineMessage> read_command_line(const std::vector<std::string>& words)
{
    CommandLine line;
    CLI::App app{"Favilla: a social server for an organisation's own domain.", "favilla"};
    app.require_subcommand(1);
    app.set_help_all_flag("--help-all", "Help of every command");
    auto* data = app.add_option("--data", line.place.folder, "The data folder (SQLite and media)");
    app.add_option("--database", line.place.database_uri, "postgresql://… instead of SQLite");
    app.add_option("--language", line.language, "The language of messages: it or en");
    (void)data;
    add_serve_command(app, line);
    add_account_commands(app, line);
    add_domain_commands(app, line);
    add_emoji_commands(app, line);
    add_group_commands(app, line);
    add_idea_commands(app, line);
    add_invitation_commands(app, line);
    add_ledger_commands(app, line);
    add_event_commands(app, line);
    add_page_commands(app, line);
    add_host_commands(app, line);
    add_data_commands(app, line);
    add_media_commands(app, line);
    add_file_commands(app, line);
    // Started by the server itself (social/run_worker.cpp): nobody types it, so no help lists it.
    add_command<MediaWorkerCommand>(app, "media-worker", "", line, [](CLI::App& sub, MediaWorkerCommand& c) {
        sub.group("");
        sub.add_option("words", c.words)->required();
    });
    add_command<ConfigCommand>(app, "config", "Print an example configuration with every setting", line);
    add_command<VersionCommand>(app, "version", "Print the version", line);
    try {
        app.parse(std::vector<std::string>{words.rbegin(), words.rend()});
    } catch (const CLI::ParseError& error) {
        std::ostringstream out;
        int code = app.exit(error, out, out);
        return CommandLineMessage{code == 0 ? 0 : 2, out.str()};
    }
    if (line.place.folder.empty() && line.place.is_sqlite()) line.place.folder = "data";
    return line;
}

}  // namespace favilla::server
