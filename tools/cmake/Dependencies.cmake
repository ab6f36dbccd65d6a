# Header-only or compiled here from headers, so that one set of packages serves the native and the Windows build.
#
# Boost comes from a folder of its own and not from Debian: Boost.Process v2 of Debian's 1.81 does not compile for MinGW.
# WINERROR87_DEPENDENCIES is where ci/setup puts it (tools/requirements.txt pins it).

if(DEFINED ENV{WINERROR87_CACHE})
  set(cache_default "$ENV{WINERROR87_CACHE}")
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(cache_default "$ENV{XDG_CACHE_HOME}/winerror87")
else()
  set(cache_default "$ENV{HOME}/.cache/winerror87")
endif()
set(WINERROR87_DEPENDENCIES "${cache_default}/packages" CACHE PATH "The folder that ci/setup filled")

find_path(WINERROR87_BOOST_INCLUDE boost/process/v2.hpp
  HINTS "${WINERROR87_DEPENDENCIES}/boost_headers/include" NO_CMAKE_FIND_ROOT_PATH)
if(NOT WINERROR87_BOOST_INCLUDE)
  message(FATAL_ERROR "Boost 1.85 or newer was not found. Run ./ci/setup, or give -DWINERROR87_BOOST_INCLUDE=FOLDER.")
endif()
file(STRINGS "${WINERROR87_BOOST_INCLUDE}/boost/version.hpp" boost_version_line REGEX "define BOOST_VERSION ")
string(REGEX MATCH "[0-9]+" boost_version "${boost_version_line}")
if(boost_version LESS 108500)
  message(FATAL_ERROR "Boost in ${WINERROR87_BOOST_INCLUDE} is ${boost_version}; 1.85 (108500) or newer is needed. Run ./ci/setup.")
endif()

# A cross compiler must not see /usr/include itself: it gets a folder with links to the headers it may use.
if(CMAKE_CROSSCOMPILING)
  set(header_folder "${PROJECT_BINARY_DIR}/include")
  file(MAKE_DIRECTORY "${header_folder}")
  foreach(library fmt CLI)
    file(CREATE_LINK "/usr/include/${library}" "${header_folder}/${library}" SYMBOLIC)
  endforeach()
  # Boost.Process names Windows headers in mixed case; MinGW's files are in lower case.
  foreach(header Windows.h:windows.h Shellapi.h:shellapi.h)
    string(REPLACE ":" ";" pair "${header}")
    list(GET pair 0 mixed)
    list(GET pair 1 lower)
    file(WRITE "${header_folder}/${mixed}" "#include <${lower}>\n")
  endforeach()
else()
  find_path(WINERROR87_HEADERS CLI/CLI.hpp REQUIRED)
  set(header_folder "${WINERROR87_HEADERS}")
endif()

add_library(winerror87_headers INTERFACE)
target_include_directories(winerror87_headers SYSTEM INTERFACE "${WINERROR87_BOOST_INCLUDE}")
if(NOT header_folder STREQUAL "/usr/include")
  target_include_directories(winerror87_headers SYSTEM INTERFACE "${header_folder}")
endif()
target_link_libraries(winerror87_headers INTERFACE Threads::Threads)
if(CMAKE_CROSSCOMPILING)
  target_compile_definitions(winerror87_headers INTERFACE FMT_HEADER_ONLY)
else()
  # Compiled: header-only costs every file that formats a second.
  find_package(fmt REQUIRED)
  target_link_libraries(winerror87_headers INTERFACE fmt::fmt)
endif()
if(WIN32)
  target_compile_definitions(winerror87_headers INTERFACE
    WIN32_LEAN_AND_MEAN NOMINMAX UNICODE _UNICODE _WIN32_WINNT=0x0A00)
  target_link_libraries(winerror87_headers INTERFACE ws2_32 mswsock ntdll userenv shell32 bcrypt)
endif()

# winerror87_boost(TARGET SOURCE... DEFINITIONS macro...): Boost libraries compiled once, from tools/cmake/boost/SOURCE.cpp.
# A program that wants another event loop of Asio's links another TARGET, with other DEFINITIONS.
function(winerror87_boost target)
  cmake_parse_arguments(ARG "" "" "DEFINITIONS" ${ARGN})
  list(TRANSFORM ARG_UNPARSED_ARGUMENTS PREPEND "${PROJECT_SOURCE_DIR}/tools/cmake/boost/")
  list(TRANSFORM ARG_UNPARSED_ARGUMENTS APPEND ".cpp")
  add_library(${target} STATIC ${ARG_UNPARSED_ARGUMENTS})
  winerror87_as_one_file(${target})
  target_link_libraries(${target} PUBLIC winerror87_headers)
  target_compile_definitions(${target} PUBLIC
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_BEAST_SEPARATE_COMPILATION BOOST_JSON_NO_LIB
    BOOST_PROCESS_V2_SEPARATE_COMPILATION BOOST_PROCESS_USE_STD_FS BOOST_PROCESS_V2_USE_STD_FS ${ARG_DEFINITIONS})
endfunction()
