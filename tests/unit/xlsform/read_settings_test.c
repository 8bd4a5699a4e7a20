#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "desk.h"

#define FORM(headers, values)                                                                                          \
    "# survey\ntype | name | label::Español (es)\nnote | | Hola\n# settings\n" headers "\n" values "\n"
#define KEYWORD(word) FORM("form_id | version | sms_keyword", "x | 1 | " word)

Test(read_settings, what_is_wrong)
{
    static const struct desk_case cases[] = {
        {"all is there", FORM("form_id | version", "x | 2026010101"), ""},
        {"no version", FORM("form_id", "x"), "settings 2 version warning V001\n"},
        {"an empty version", FORM("form_id | version | form_title", "x | | T"), "settings 2 version warning V001\n"},
        {"a version with a blank", FORM("form_id | version", "x | 1 b"), "settings 2 version error V001\n"},
        {"no form_id", FORM("version", "1"), "settings 2 form_id error V002\n"},
        {"a form_id with a blank", FORM("form_id | version", "a b | 1"), "settings 2 form_id error V002\n"},
        {"a form_id with an accent", FORM("form_id | version", "línea | 1"), "settings 2 form_id error V002\n"},
        {"no row of values", FORM("form_id | version", ""),
         "settings 2 form_id error V002\nsettings 2 version warning V001\n"},
        {"nothing at all", FORM("", ""), "settings 0 version warning V001\nsettings 0 form_id error V002\n"},
        {"blank rows count", FORM("form_id | version\n\n", "a b | 1"), "settings 4 form_id error V002\n"},
        {"two names of form_id", FORM("id_string | form_id | version", "x | x | 1"),
         "settings 1 id_string warning H002\n"},
        {"that differ", FORM("id_string | form_id | version", "x | y | 1"), "settings 1 id_string error H002\n"},
        {"a keyword", KEYWORD("REGRESO"), ""},
        {"a word of command", KEYWORD("Alto"), "settings 2 sms_keyword error V003\n"},
        {"in any language", KEYWORD("arret"), "settings 2 sms_keyword error V003\n"},
        {"a yes", KEYWORD("SÍ"), "settings 2 sms_keyword error V003\n"},
        {"a no", KEYWORD("non"), "settings 2 sms_keyword error V003\n"},
        {"two words", KEYWORD("mi retorno"), "settings 2 sms_keyword error V004\n"},
        {"no word", KEYWORD("***"), "settings 2 sms_keyword error V004\n"},
        {"a number", KEYWORD("123"), "settings 2 sms_keyword error V004\n"},
    };
    desk_expect(cases, COUNT_OF(cases));
}

Test(read_settings, every_cell_has_its_place)
{
    struct desk desk =
        desk_read(FORM("form_title | set form id | version | sms_keyword | population | wave | channel | "
                       "direction | ussd_code | ind_method | ind_bands",
                       "Título | x | 1 | HOLA | any | 3 | sms ussd | inbound | *123# | sum | 0.5 1"));
    const struct xl_settings *settings = &desk.form.settings;
    const struct {
        const struct xl_cell *cell;
        const char *text;
    } cases[] = {
        {&settings->title, "Título"},     {&settings->id, "x"},
        {&settings->version, "1"},        {&settings->keyword, "HOLA"},
        {&settings->population, "any"},   {&settings->wave, "3"},
        {&settings->channel, "sms ussd"}, {&settings->direction, "inbound"},
        {&settings->ussd_code, "*123#"},  {&settings->method, "sum"},
        {&settings->bands, "0.5 1"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        cr_expect(str_eq(cases[i].cell->text, str_of(cases[i].text)), "%s", cases[i].text);
        cr_expect(eq(int, cases[i].cell->column_at, (int)i), "%s", cases[i].text);
    }
    cr_expect(eq(int, settings->number, 2));
    cr_expect(eq(int, settings->default_language.column_at, -1));
    desk_free(&desk);
}
