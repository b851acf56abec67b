# find_or_fetch(<package>): the installed package, else its source at the commit of the tag that is
# named here. A commit names the whole tree by hash; a tag alone could be moved.
include(FetchContent)

set(source_nlohmann_json https://github.com/nlohmann/json
    bc889afb4c5bf1c0d8ee29ef35eaaf4c8bef8a5d) # v3.11.2
set(source_fmt https://github.com/fmtlib/fmt a33701196adfad74917046096bf5a2aa0ab0bb50) # 9.1.0
set(source_CLI11 https://github.com/CLIUtils/CLI11 70f8072f9dd2292fd0b9f9e5f58e279f60483ed3) # v2.1.2
set(source_SQLiteCpp https://github.com/SRombauts/SQLiteCpp
    bd5bf7996adaafad736ec5b4a185e9822edbe95c) # 3.2.1
set(source_pugixml https://github.com/zeux/pugixml a0e064336317c9347a91224112af9933598714e9) # v1.13
set(source_Catch2 https://github.com/catchorg/Catch2
    182c910b4b63ff587a3440e08f84f70497e49a81) # v2.13.10

set(SQLITECPP_RUN_CPPLINT OFF CACHE BOOL "" FORCE)
set(SQLITECPP_RUN_CPPCHECK OFF CACHE BOOL "" FORCE)
set(SQLITECPP_INTERNAL_SQLITE ON CACHE BOOL "" FORCE)
set(JSON_BuildTests OFF CACHE INTERNAL "")

macro(find_or_fetch package)
  find_package(${package} QUIET)
  if(NOT ${package}_FOUND)
    message(STATUS "${package} is not installed; fetching it")
    list(GET source_${package} 0 repository)
    list(GET source_${package} 1 commit)
    string(TOLOWER ${package} content)
    FetchContent_Declare(${content} SYSTEM GIT_REPOSITORY ${repository} GIT_TAG ${commit})
    FetchContent_GetProperties(${content})
    if(NOT ${content}_POPULATED)
      FetchContent_Populate(${content})
      # Not part of `all`: only what the programs link is built, and nothing of it is installed.
      add_subdirectory(${${content}_SOURCE_DIR} ${${content}_BINARY_DIR} EXCLUDE_FROM_ALL SYSTEM)
    endif()
  endif()
endmacro()
