// Which names have a secret behind them. Pure.
#pragma once

#include <string_view>

namespace preflight::bundle {

/// "password", "DB_PASS", "api-key", "X-Amz-Signature", "clientSecret"; not "password_file" or
/// "tokenizer".
bool is_secret_name(std::string_view name);

/// Names that are so only in the query of a URL: "sig", "code", "key".
bool is_secret_parameter(std::string_view name);

/// Variables of an environment whose values say where things are and no more: PATH, SystemRoot.
bool is_harmless_variable(std::string_view name);

/// Whether a list or object of this name holds variables and their values: "environment",
/// "AppEnvironmentExtra".
bool is_environment_name(std::string_view name);

}  // namespace preflight::bundle
