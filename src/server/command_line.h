// SPDX-License-Identifier: AGPL-3.0-or-later
// server/command_line.h — the words after `favilla`, understood. Every command is a value; what it does stands in
// commands_*.cpp. Exit codes: 0 done, 1 refused or failed (the reason is on standard error), 2 not understood.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server/effect_command.h"
#include "server/figure_commands.h"
#include "server/integrity_commands.h"
#include "server/store.h"

namespace favilla::server {

// Settings named on the command line, as "listen" → "127.0.0.1:8080"; they overrule file and environment.
using SettingOverrides = std::map<std::string, std::string>;

struct ServeCommand {
    std::string config_file;
    SettingOverrides overrides;
    bool testing = false;
    bool plans = false;
};
struct AccountCreateCommand {
    std::string name, email;
    std::optional<std::string> password;
    std::string role = "user";
    std::string domain;
    bool confirmed = false;
};
struct AccountModifyCommand {
    std::string name, domain;
    std::optional<std::string> email, role;
    bool confirm = false, approve = false, disable = false, enable = false, reset_password = false, suspend = false,
         unsuspend = false, no_second_factor = false;
};
struct AccountDeleteCommand {
    std::string name, domain;
};
struct AccountIdentitiesCommand {
    std::string name, domain;
    std::int64_t remove = 0;  // 0: none
};
struct AccountListCommand {
    std::string domain;
};
struct TokenCreateCommand {
    std::string name, domain, scopes;
};
struct DomainAddCommand {
    std::string name, title;
};
struct DomainListCommand {};
struct DomainRemoveCommand {
    std::string name;
};
struct DomainExportCommand {
    std::string name, target, config_file;
    std::vector<std::string> also;
    std::string copy_to;  // only the first step: the whole database as it stands, into that file
};
struct DomainImportCommand {
    std::string source;
    std::string config_file;  // where media lie in a bucket
    std::string prepared;     // of the last step: where the file was taken apart
};
struct EmojiAddCommand {
    std::string shortcode, file, category, domain;
};
struct EmojiListCommand {
    std::string domain;
};
struct EmojiRemoveCommand {
    std::string shortcode, domain;
};
struct GroupCreateCommand {
    std::string name, title, description, owner, domain;
    std::string posting = "everybody";
    std::string joining = "open";
};
struct GroupListCommand {
    std::string domain;
};
struct GroupRoleCommand {
    std::string name, account, role, domain;
};
struct IdeaListCommand {
    std::string state, space, domain;
};
struct IdeaStateCommand {
    std::string idea, state, by, word, domain;
    bool answer = false;
};
struct IdeaMergeCommand {
    std::string idea, into, by, domain;
};
struct LedgerRecountCommand {};
struct LedgerOwedCommand {
    std::string page, domain;
};
struct EventListCommand {
    std::string domain;
    bool over = false;
};
struct EventCancelCommand {
    std::string id;
};
struct InvitationMakeCommand {
    std::string by, group, word, domain;
    std::int64_t uses = 1, days = 7;
};
struct InvitationListCommand {
    std::string domain;
};
struct InvitationRevokeCommand {
    std::string code, domain;
};
struct InvitationTreeCommand {
    std::string domain;
};
struct PageCreateCommand {
    std::string name, title, description, owner, posture, domain;
    bool reviews = false, signs = false;
};
struct PageListCommand {
    std::string domain;
};
struct PageRoleCommand {
    std::string name, account, role, domain;
};
struct PostureCommand {
    std::string page, month, domain;
    bool json = false;
};
struct OutlookCommand {
    std::string domain;
    bool fit = false, json = false;
};
struct HostBlockCommand {
    std::string name, comment, private_comment;
    bool silence = false, reject_media = false, reject_reports = false, obfuscate = false;
};
struct HostUnblockCommand {
    std::string name;
};
struct HostAllowCommand {
    std::string name;
};
struct HostDisallowCommand {
    std::string name;
};
struct HostListCommand {};
struct HostImportCommand {
    std::string file;
};
struct HostExportCommand {};
struct MigrateCommand {};
struct CheckCommand {
    std::string config_file;
    bool read_bucket = false;
};
struct ReindexCommand {};
struct BackupCommand {
    std::string target;
};
struct MediaMoveCommand {
    std::string to, config_file;
    bool dry_run = false;
    bool step = false;  // one of those it is done in, from behind that name on
    std::string after;
};
struct RestoreCommand {
    std::string source;
};
struct DemoCommand {
    std::int64_t seed = 1;
    int statuses = 0;
};
struct MeasureCommand {
    std::string file;
};
struct ArchiveCommand {
    std::string file;
};
struct MediaWorkerCommand {
    std::vector<std::string> words;
};
struct ConfigCommand {};
struct VersionCommand {};

using Command = std::variant<
    ServeCommand, AccountCreateCommand, AccountModifyCommand, AccountDeleteCommand, AccountIdentitiesCommand, AccountListCommand,
    TokenCreateCommand, DomainAddCommand, DomainListCommand, DomainRemoveCommand, DomainExportCommand, DomainImportCommand,
    EmojiAddCommand, EmojiListCommand, EmojiRemoveCommand, GroupCreateCommand, GroupListCommand, GroupRoleCommand,
    PageCreateCommand, PageListCommand, PageRoleCommand, PostureCommand, OutlookCommand, IdeaListCommand, IdeaStateCommand,
    IdeaMergeCommand, LedgerRecountCommand, LedgerOwedCommand, EventListCommand, EventCancelCommand, InvitationMakeCommand,
    InvitationListCommand, InvitationRevokeCommand, InvitationTreeCommand, HostBlockCommand, HostUnblockCommand, HostAllowCommand,
    HostDisallowCommand, HostListCommand, HostImportCommand, HostExportCommand, MigrateCommand, CheckCommand, ReindexCommand,
    BackupCommand, MediaMoveCommand, RestoreCommand, DemoCommand, MeasureCommand, EffectCommand, ImportVisitsCommand,
    ResponseCommand, AttributionCommand, LifetimeCommand, AnswersCommand, CoordinationCommand, JudgeCommand, StreamCommand,
    IntegrityRunCommand, IntegrityVerifyCommand, ArchiveCommand, MediaWorkerCommand, ConfigCommand, VersionCommand>;

struct CommandLine {
    StorePlace place;
    std::string language;  // --language; empty: from the environment
    Command command;
};

// What to print and the exit code instead, when the words ask for help or are not understood.
struct CommandLineMessage {
    int exit_code;
    std::string text;
};

std::variant<CommandLine, CommandLineMessage> read_command_line(const std::vector<std::string>& words);

}  // namespace favilla::server
