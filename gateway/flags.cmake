# Compiler and linker flags: one INTERFACE target, linked privately by everything of ours.
add_library(project_flags INTERFACE)

set(warnings
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wvla -Walloca -Wcast-qual -Wpointer-arith
    -Wwrite-strings -Wundef -Wformat=2 -Wnull-dereference -Wdouble-promotion -Wfloat-equal -Wswitch-enum
    -Wredundant-decls -Wunused-macros -Wdate-time -fno-common)
set(warnings_c -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition)
set(warnings_gcc
    -Warith-conversion -Wcast-align=strict -Wformat-signedness -Wformat-truncation=2 -Wlogical-op -Wduplicated-cond
    -Wduplicated-branches -Wimplicit-fallthrough=5)
set(warnings_gcc_c -Wjump-misses-init)

target_compile_options(project_flags INTERFACE
    $<$<COMPILE_LANGUAGE:C>:${warnings} ${warnings_c}>
    $<$<COMPILE_LANG_AND_ID:C,GNU>:${warnings_gcc} ${warnings_gcc_c}>
    $<$<BOOL:${PUENTE_WERROR}>:-Werror>)
target_compile_definitions(project_flags INTERFACE _GNU_SOURCE PUENTE_VERSION="${PROJECT_VERSION}")

if(PUENTE_SANITIZE)
    add_compile_options(-fsanitize=${PUENTE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${PUENTE_SANITIZE})
endif()
if(PUENTE_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(PUENTE_ANALYZER)
    target_compile_options(project_flags INTERFACE $<$<COMPILE_LANG_AND_ID:C,GNU>:-fanalyzer>)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    # OpenSSF hardening; not with sanitizers. Without -ftrivial-auto-var-init: gcc 12.2 then clears padding of an array of structs once
    # too often and destroys what follows it (seen as a pointer cut to 32 bits in struct { struct { void *; struct { int; char *; } [24]; } x, y; }).
    add_compile_options(-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection
        -fcf-protection=full -fPIE)
    add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed)
    # Assertions are invariants; they stay on in production.
    string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_RELEASE "${CMAKE_C_FLAGS_RELEASE}")
    string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
    string(REPLACE "-O3" "" CMAKE_C_FLAGS_RELEASE "${CMAKE_C_FLAGS_RELEASE}")
endif()
