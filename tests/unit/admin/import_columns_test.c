#include "sheet.h"

TestSuite(import_columns, .timeout = 10);

/* "case number attribute -" */
static struct str kinds_of(struct sheet *sheet)
{
    static const char *const words[] = {
#define X(name, word) [name] = word,
        IMPORT_COLUMN_LIST(X)
#undef X
            [IMPORT_ATTRIBUTE] = "attribute",
        [IMPORT_NOTHING] = "-",
        [IMPORT_REFUSED] = "refused",
    };
    struct buf text = buf_in(sheet->arena, 4096);
    for (size_t i = 0; i < sheet->import.columns_n; i++)
        buf_printf(&text, "%s%s", i == 0 ? "" : " ", words[sheet->import.kinds[i]]);
    return buf_str(&text);
}

Test(import_columns, names_are_known_in_three_languages_and_any_case)
{
    static const struct {
        const char *header;
        const char *kinds;
        const char *findings;
    } cases[] = {
        {"case,number,language,return_date,zone,country,join_code",
         "case number language return_date zone country join_code", ""},
        {"CASE ID;Phone Number;Date of return", "case number return_date", ""},
        {"Caso,Número,Idioma,Fecha_retorno,Zona,País", "case number language return_date zone country", ""},
        {"expediente;teléfono;fecha de retorno;zona horaria", "case number return_date zone", ""},
        {"Dossier;Téléphone;Langue;Date de retour;Fuseau horaire;Pays", "case number language return_date zone country",
         ""},
        {"case,number,Sexo,Grupo étnico", "case number attribute attribute", ""},
        {"case,,number", "case - number", ""},
        {"case,number,,,", "case number", ""},
        {"case,telefono,numero", "case number refused", "1:numero:P003"},
        {"case,number,sex,Sex", "case number attribute refused", "1:Sex:P003"},
        {"case,number,salida,return_dat", "case number attribute attribute", "1:return_dat:P005"},
        {"case,number,+502 5555 0001", "case number refused", "1:C:P004"},
        {"name,number", "attribute number", "1::P002"},
        {"", "", "1::P002"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sheet sheet;
        sheet_read(&sheet, cases[i].header, GW_DATE_PLAIN);
        cr_expect(str_eq(kinds_of(&sheet), str_of(cases[i].kinds)), "case %s: %.*s", cases[i].header,
                  STR_FMT(kinds_of(&sheet)));
        cr_expect(str_eq(sheet_findings(&sheet), str_of(cases[i].findings)), "case %s: %.*s", cases[i].header,
                  STR_FMT(sheet_findings(&sheet)));
        sheet_release(&sheet);
    }
}

Test(import_columns, attributes_get_names_that_a_program_can_use)
{
    struct sheet sheet;
    sheet_read(&sheet, "case,number,Grupo étnico,Tipo-de retorno\n", GW_DATE_PLAIN);
    cr_assert(eq(sz, sheet.import.found.attributes_n, 2));
    cr_expect(str_eq(sheet.import.attributes[0], STR("grupo_etnico")));
    cr_expect(str_eq(sheet.import.attributes[1], STR("tipo_de_retorno")));
    sheet_release(&sheet);
}

Test(import_columns, a_file_without_a_header_shows_nothing_of_its_first_person)
{
    struct sheet sheet;
    sheet_read(&sheet, "Ana,+50255550001,es\n", GW_DATE_PLAIN);
    cr_expect(eq(sz, sheet.import.found.attributes_n, 0));
    cr_expect(str_find(sheet_findings(&sheet), STR("5555")) == SIZE_MAX);
    sheet_release(&sheet);
}
