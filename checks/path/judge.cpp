#include <fmt/format.h>

#include "checks/base/findings.hpp"
#include "checks/base/shell_word.hpp"
#include "checks/path/path.hpp"

namespace preflight::path {

namespace {

std::string_view what_it_is(FileKind kind) {
  switch (kind) {
    case FileKind::regular:
      return "a file";
    case FileKind::directory:
      return "a folder";
    case FileKind::fifo:
      return "a pipe";
    case FileKind::socket:
      return "a socket";
    case FileKind::device:
      return "a device";
    default:
      return "neither a file nor a folder";
  }
}

Finding blocker(std::string_view code, std::string message) {
  Finding finding;
  finding.code = code;
  finding.severity = Severity::blocker;
  finding.message = std::move(message);
  return finding;
}

Finding missing(const Query& query, const Facts& facts) {
  auto finding = blocker("path.missing", query.path + " does not exist");
  if (facts.at != query.path)
    finding.cause = "the first folder of the path that is missing: " + facts.at;
  if (query.writable)
    advise(finding, "create the folder, as the user that the server runs as",
           (facts.windows ? "mkdir " : "mkdir -p ") + shell_word(query.path, facts.windows));
  else
    advise(finding,
           "create the file, or mend the path; a relative one counts from the folder in "
           "which the server is started");
  return finding;
}

Finding broken_link(const Query& query, const Facts& facts) {
  if (facts.obstacle == Obstacle::link_loop) {
    auto finding = blocker("path.broken-link", query.path + " leads through links in a circle");
    finding.cause = "at " + facts.at;
    advise(finding, "let the link lead to a file again");
    return finding;
  }
  auto finding = blocker("path.broken-link", query.path + " leads to nothing");
  finding.cause =
      facts.link_target.empty()
          ? fmt::format("{} is a link to what is not there", facts.at)
          : fmt::format("{} is a link to {}, which is not there", facts.at, facts.link_target);
  advise(finding, "create what it leads to, or let it lead elsewhere");
  return finding;
}

Finding wrong_kind(const Query& query, const Facts& facts) {
  const auto what = what_it_is(facts.kind);
  if (facts.obstacle == Obstacle::not_a_folder) {
    auto finding = blocker("path.wrong-kind", query.path + " cannot exist");
    finding.cause = fmt::format("{} on the way to it is {}, not a folder", facts.at, what);
    advise(finding, "mend the path");
    return finding;
  }
  auto finding = blocker("path.wrong-kind", fmt::format("{} is {}, not {}", query.path, what,
                                                        query.writable ? "a folder" : "a file"));
  advise(finding, "mend the path, or move away what stands there");
  return finding;
}

std::string rights_of(const Facts& facts) {
  if (!facts.owner) return fmt::format("the rights of {}", facts.at);
  const auto& owner = *facts.owner;
  return fmt::format("{} belongs to {} (group {}) and has mode {}", facts.at, owner.user,
                     owner.group, owner.mode);
}

Finding denied(const Query& query, const Facts& facts) {
  const auto user = facts.user.empty() ? std::string("this user") : facts.user;
  auto finding =
      query.writable
          ? blocker("path.not-writable",
                    fmt::format("{} may not create files in {}", user, query.path))
          : blocker("path.not-readable", fmt::format("{} may not read {}", user, query.path));
  const bool on_the_way = facts.at != query.path;
  finding.cause = rights_of(facts) + (on_the_way ? "; it is on the way" : "");
  const bool ours = facts.owner && facts.owner->ours;
  finding.hard = !ours && !facts.elevated;
  const auto word = shell_word(facts.at, facts.windows);
  const auto needs = ours || facts.elevated ? Needs::user : Needs::admin;
  if (facts.windows) {
    advise(finding, "see who may", "icacls " + word);
    advise(finding, "let this user in",
           fmt::format("icacls {} /grant \"{}:({})\"", word, user, query.writable ? "M" : "R"),
           needs);
    return finding;
  }
  advise(finding, "see each piece of the path", "namei -l " + shell_word(query.path, false));
  const auto* const wanted = on_the_way ? "x" : query.writable ? "wx" : "r";
  if (ours)
    advise(finding, "give the right back", fmt::format("chmod u+{} {}", wanted, word));
  else if (facts.owner)
    advise(finding, fmt::format("run the server as {}, or let {} in", facts.owner->user, user),
           fmt::format("sudo setfacl -m u:{}:{} {}", shell_word(user, false),
                       on_the_way       ? "x"
                       : query.writable ? "rwx"
                                        : "r",
                       word),
           Needs::admin);
  return finding;
}

Finding no_room(const Query& query, const Facts& facts) {
  const auto word = shell_word(query.path, facts.windows);
  if (facts.obstacle == Obstacle::quota) {
    auto finding = blocker("path.quota", "the quota leaves no room for a file in " + query.path);
    finding.cause = "it is of this user, its group or the project; the disk itself has room";
    advise(finding, "remove files of this user, or have the quota raised",
           facts.windows ? "" : "quota -s");
    return finding;
  }
  auto finding = blocker("path.disk-full", query.path + " lies on a file system that is full");
  if (facts.obstacle == Obstacle::no_inodes) {
    finding.cause = "it has room, but no inode left: too many small files";
    advise(finding, "see how many there are", "df -i " + word);
  } else {
    advise(finding, "see what is free",
           facts.windows ? "wmic logicaldisk get caption,freespace" : "df -h " + word);
  }
  advise(finding, "remove old logs and dumps");
  return finding;
}

Finding cannot_change(const Query& query, const Facts& facts) {
  const auto needs = facts.elevated ? Needs::user : Needs::admin;
  const auto word = shell_word(query.path, facts.windows);
  if (facts.obstacle == Obstacle::read_only) {
    auto finding = blocker("path.read-only", query.path + " is on a file system mounted read-only");
    finding.cause = facts.windows
                        ? "the medium is write-protected"
                        : "it was mounted so (a container's volume with :ro, ProtectSystem= of a "
                          "unit), or the kernel did it after a disk error";
    finding.hard = !facts.elevated;
    if (!facts.windows) advise(finding, "see how it is mounted", "findmnt -T " + word);
    advise(finding, "mount it for writing, or let the server write elsewhere", {}, needs);
    return finding;
  }
  const bool append = facts.obstacle == Obstacle::append_only;
  auto finding = blocker("path.not-writable",
                         append ? query.path + " lets files be created, but never removed"
                                : "nobody, not even root, may create files in " + query.path);
  finding.cause = append ? "it has the attribute append-only (chattr +a)"
                         : "it has the attribute immutable (chattr +i)";
  finding.hard = !facts.elevated;
  advise(finding, "take the attribute away",
         fmt::format("sudo chattr -{} {}", append ? "a" : "i", word), needs);
  return finding;
}

Finding in_use(const Query& query) {
  auto finding = blocker("path.not-readable", query.path + " is open in another program");
  finding.cause = "that program shares it with nobody";
  advise(finding, "see which one", "preflight holders " + shell_word(query.path, true));
  return finding;
}

Finding unknown(const Query& query, const Facts& facts) {
  Finding finding;
  finding.code = "check.denied";
  finding.severity = Severity::error;
  finding.message = fmt::format("whether {} {} cannot be told: {} ({})", query.path,
                                query.writable ? "can be written to" : "can be read",
                                text(facts.error), symbol(facts.error));
  return finding;
}

Finding of_obstacle(const Query& query, const Facts& facts) {
  switch (facts.obstacle) {
    case Obstacle::missing:
      return missing(query, facts);
    case Obstacle::broken_link:
    case Obstacle::link_loop:
      return broken_link(query, facts);
    case Obstacle::not_a_folder:
    case Obstacle::wrong_kind:
      return wrong_kind(query, facts);
    case Obstacle::denied:
      return denied(query, facts);
    case Obstacle::in_use:
      return in_use(query);
    case Obstacle::full:
    case Obstacle::no_inodes:
    case Obstacle::quota:
      return no_room(query, facts);
    case Obstacle::read_only:
    case Obstacle::immutable:
    case Obstacle::append_only:
      return cannot_change(query, facts);
    case Obstacle::none:
      break;
  }
  return unknown(query, facts);
}

}  // namespace

Findings judge(const Query& query, const Facts& facts) {
  Findings findings;
  if (facts.obstacle != Obstacle::none || facts.error.code != 0) {
    auto finding = of_obstacle(query, facts);
    if (facts.error.code != 0)
      finding.evidence = {{"error", symbol(facts.error)}, {"error_number", facts.error.code}};
    findings.push_back(std::move(finding));
  }
  if (!facts.left_behind.empty()) {
    Finding finding;
    finding.code = "path.left-behind";
    finding.severity = Severity::error;
    finding.message =
        fmt::format("{} was made to try, and could not be removed again", facts.left_behind);
    advise(finding, "remove it",
           (facts.windows ? "del " : "rm ") + shell_word(facts.left_behind, facts.windows));
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace preflight::path
