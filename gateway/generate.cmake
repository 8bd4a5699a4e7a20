# Files made at build time: the statements of sql/queries as a header, and files that travel inside the program.
set(generated ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${generated})

file(GLOB queries CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/sql/queries/*.sql)
add_custom_command(OUTPUT ${generated}/sql.h ${generated}/sql_texts.h
    COMMAND awk -v part=names -f ${CMAKE_SOURCE_DIR}/sql/generate.awk ${queries} > ${generated}/sql.h
    COMMAND awk -v part=texts -f ${CMAKE_SOURCE_DIR}/sql/generate.awk ${queries} > ${generated}/sql_texts.h
    DEPENDS ${queries} ${CMAKE_SOURCE_DIR}/sql/generate.awk VERBATIM)
add_custom_target(sql_header DEPENDS ${generated}/sql.h)

# embedded.c: name, bytes of every migration, report and language, in name order.
file(GLOB embedded CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/sql/migrations/*.sql ${CMAKE_SOURCE_DIR}/sql/reports/*.sql
    ${CMAKE_SOURCE_DIR}/survey/languages/*.csv ${CMAKE_SOURCE_DIR}/survey/examples/*.json)
add_custom_command(OUTPUT ${generated}/embedded.c
    COMMAND sh ${CMAKE_SOURCE_DIR}/gateway/embed.sh ${CMAKE_SOURCE_DIR} ${embedded} > ${generated}/embedded.c
    DEPENDS ${embedded} ${CMAKE_SOURCE_DIR}/gateway/embed.sh VERBATIM)
add_library(embedded STATIC ${generated}/embedded.c)
target_include_directories(embedded PUBLIC ${CMAKE_SOURCE_DIR}/include)
target_link_libraries(embedded PRIVATE project_flags)

foreach(room store process conversation ingest worker verify admin command)
    get_target_property(kind ${room} TYPE)
    if(NOT kind STREQUAL "INTERFACE_LIBRARY")
        add_dependencies(${room} sql_header)
        target_link_libraries(${room} PUBLIC embedded)
    endif()
endforeach()
