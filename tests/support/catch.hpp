// The one place that knows where Catch2 lives: Debian has 2.13 (one header), which the tests use on
// both systems; vcpkg has 3 (many headers, Approx and the matchers in other places). The tests are
// written for 2, and what 3 moved is given its old name here.
#pragma once

#if __has_include(<catch2/catch.hpp>)
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
namespace Catch {
inline auto Contains(const std::string& part) { return Matchers::ContainsSubstring(part); }
using Matchers::EndsWith;
using Matchers::Equals;
using Matchers::StartsWith;
}  // namespace Catch
using Catch::Approx;
#endif
