# Headers and sources from the stage: include/{CLI,fmt,nlohmann,catch2}, sqlitecpp/, pugixml/.
foreach(header_only nlohmann_json::nlohmann_json fmt::fmt-header-only CLI11::CLI11 Catch2::Catch2)
  add_library(${header_only} INTERFACE IMPORTED)
  target_include_directories(${header_only} INTERFACE ${PREFLIGHT_STAGE}/include)
endforeach()
target_compile_definitions(fmt::fmt-header-only INTERFACE FMT_HEADER_ONLY=1)

file(GLOB sqlitecpp_sources ${PREFLIGHT_STAGE}/sqlitecpp/src/*.cpp)
add_library(staged_sqlite STATIC ${sqlitecpp_sources} ${PREFLIGHT_STAGE}/sqlitecpp/sqlite3/sqlite3.c)
target_include_directories(staged_sqlite SYSTEM PUBLIC ${PREFLIGHT_STAGE}/sqlitecpp/include
                                                       ${PREFLIGHT_STAGE}/sqlitecpp/sqlite3)
target_compile_definitions(staged_sqlite PRIVATE SQLITE_THREADSAFE=1 SQLITE_OMIT_LOAD_EXTENSION)
target_link_libraries(preflight_sqlite INTERFACE staged_sqlite)
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  # preflight asks SQLite little, and the whole of it takes half a minute to compile with -O3.
  target_compile_options(staged_sqlite PRIVATE -O1)
endif()

add_library(staged_xml STATIC ${PREFLIGHT_STAGE}/pugixml/src/pugixml.cpp)
target_include_directories(staged_xml SYSTEM PUBLIC ${PREFLIGHT_STAGE}/pugixml/src)
target_link_libraries(preflight_xml INTERFACE staged_xml)
