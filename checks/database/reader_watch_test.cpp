#include "checks/database/reader_watch.hpp"

#include "tests/support/catch.hpp"

namespace preflight::database {

namespace {

std::vector<HeldLock> readers(std::initializer_list<std::uint32_t> pids) {
  std::vector<HeldLock> locks;
  for (const auto pid : pids) locks.push_back({Lock::shared, pid, false, 0, sqlite::shared_first});
  return locks;
}

struct Look {
  std::vector<HeldLock> first{};  ///< the one lock that the system names
  std::vector<HeldLock> all{};
};

// Looks that are long enough after the beginning; the last one decides.
bool stays(const std::vector<Look>& looks, ReaderWatch& watch) {
  bool result = false;
  for (std::size_t i = 0; i < looks.size(); ++i)
    result = watch.look(looks[i].first, static_cast<unsigned>(i + 3), i + 1 == looks.size(),
                        [&] { return looks[i].all; });
  return result;
}

}  // namespace

TEST_CASE("one reader at every look stays") {
  ReaderWatch watch;
  CHECK(stays({{readers({7}), readers({7})}, {readers({7}), {}}, {readers({7}), readers({7})}},
              watch));
  CHECK(watch.steady() == std::vector<std::uint32_t>{7});
}

TEST_CASE("a reader behind one that leaves is found") {
  ReaderWatch watch;
  CHECK(stays({{readers({7}), readers({7, 8})},
               {readers({8}), readers({8})},
               {readers({8}), readers({8, 9})}},
              watch));
  CHECK(watch.steady() == std::vector<std::uint32_t>{8});
}

TEST_CASE("readers that take turns are in nobody's way") {
  ReaderWatch watch;
  CHECK_FALSE(stays(
      {{readers({7}), readers({7})}, {readers({8}), readers({8})}, {readers({7}), readers({7})}},
      watch));
}

TEST_CASE("the full question is not asked at the first looks") {
  ReaderWatch watch;
  int asked = 0;
  const auto all = [&] {
    ++asked;
    return readers({7});
  };
  for (unsigned look = 0; look < 3; ++look) watch.look(readers({7}), look, false, all);
  CHECK(asked == 0);
  for (unsigned look = 3; look < 9; ++look) watch.look(readers({7}), look, false, all);
  CHECK(asked == 1);
}

TEST_CASE("a single look must do where there is no time") {
  ReaderWatch watch;
  CHECK(watch.look(readers({7}), 0, true, [] { return std::vector<HeldLock>{}; }));
  CHECK(watch.steady() == std::vector<std::uint32_t>{7});
}

TEST_CASE("a reader without a pid counts as one that stays") {
  ReaderWatch watch;
  CHECK(stays({{readers({0}), {}}, {readers({0}), {}}, {readers({0}), {}}}, watch));
  CHECK(watch.steady() == std::vector<std::uint32_t>{0});
}

}  // namespace preflight::database
