// Takes secrets out of texts and values. The same secret has the same tag wherever it stood, which
// says its kind and a number: "[removed:password:1]". It has no blank in it, so that words of a
// command line stay words. Pure.
//
// A secret that was seen at one place is taken out at every other one too, however it stands there.
// So all that belongs together is first redacted once to learn from it, and then again.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/bundle/secret_text.hpp"
#include "cli/bundle/user_names.hpp"
#include "report/report.hpp"

namespace preflight::bundle {

class Redactor {
 public:
  /// `without_users`: names of users and hosts that are learned become "user1" and "host1".
  explicit Redactor(bool without_users) : no_users(without_users) {}

  /// A secret that is known beforehand: the value of a variable with such a name. One that is too
  /// short or too usual a word is taken out only where it can be told for a secret.
  void learn(std::string_view secret, std::string_view kind);
  void learn_host(const Host& host);

  std::string text(std::string_view text);
  /// Of the same shape; only texts are changed. Values of an environment go, but for harmless ones.
  Value value(const Value& value);
  void redact(Looked& looked);
  void redact(Host& host);

  /// What was put in the place of something, and what that was: "[removed:password:1]" and
  /// "password", "user1" and "user".
  [[nodiscard]] std::map<std::string, std::string> tags() const;

 private:
  struct Learned {
    std::string secret{};
    std::string kind{};
  };

  bool no_users;
  UserNames users{};
  std::map<std::string, std::string, std::less<>> numbers{};  ///< secret: tag
  std::map<std::string, std::string> kinds{};                 ///< tag: kind
  std::vector<Learned> learned{};                             ///< longest first
  bool inside_key{};  ///< the texts before it in a list began a private key

  std::string tag_of(std::string_view secret, std::string_view kind);
  void add_learned(std::string_view text, std::vector<SecretSpan>& spans) const;
  void leave_out_tags(std::string_view text, std::vector<SecretSpan>& spans) const;
  void note_open_key(std::string_view text);
  std::string variable(std::string_view text);
  Value text_value(const std::string& text);
  Value list(const Value& array);
  Value words(const Value& array);
  Value variables(const Value& value);
  Value object(const Value& object);
  Value registry_value(const Value& object);
  Value whole(const Value& value, std::string_view kind);
  void redact(Process& process);
  void redact(Finding& finding);
};

}  // namespace preflight::bundle
