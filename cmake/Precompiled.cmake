# precompile(<target>): the headers that nearly every source takes, read once for the target; a third
# of the time of a whole build. Not with ccache, which does better by itself, nor for clang-tidy, which
# is to see what a file includes (CMAKE_DISABLE_PRECOMPILE_HEADERS), nor with GCC 12, which then warns
# of accesses out of bounds that there are not.
function(precompile target)
  if(NOT CMAKE_CXX_COMPILER_LAUNCHER AND NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_precompile_headers(${target} PRIVATE <nlohmann/json.hpp> <fmt/format.h> <algorithm> <chrono>
      <functional> <map> <memory> <optional> <string> <string_view> <variant> <vector>)
  endif()
endfunction()
