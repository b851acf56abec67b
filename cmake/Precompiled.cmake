# precompile(<target> [header...]): the headers that nearly every source takes, and those named, read
# once for the target; a third of the time of a whole build. Not with ccache, which does better by
# itself and shows that each file includes what it uses.
#
# GCC 12 then warns of accesses out of bounds that there are not; without these headers, and in clang,
# the same sources are checked with all warnings.
function(precompile target)
  if(CMAKE_CXX_COMPILER_LAUNCHER)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE ${ARGN} <nlohmann/json.hpp> <fmt/format.h>
    <algorithm> <chrono> <functional> <map> <memory> <optional> <string> <string_view> <variant>
    <vector>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set(misled array-bounds dangling-pointer free-nonheap-object maybe-uninitialized nonnull restrict
      stringop-overflow stringop-overread stringop-truncation uninitialized use-after-free)
    list(TRANSFORM misled PREPEND -Wno-)
    target_compile_options(${target} PRIVATE ${misled})
  endif()
endfunction()
