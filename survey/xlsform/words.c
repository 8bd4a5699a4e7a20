/* What a word was meant to be: by likeness, and from what people write who think in Spanish or French. */
#include "base/attr.h"
#include "base/buf.h"
#include "reading.h"
#include "survey/nearest.h"

struct meaning {
    const char *word; /* folded */
    const char *meant;
};

static const struct meaning header_words[] = {
    {"ayuda", "hint"},
    {"aide", "hint"},
    {"pista", "hint"},
    {"indice", "hint"},
    {"calculo", "calculation"},
    {"calcul", "calculation"},
    {"formula", "calculation"},
    {"formule", "calculation"},
    {"canal", "channel"},
    {"condicion", "relevant"},
    {"condition", "relevant"},
    {"relevante", "relevant"},
    {"pertinent", "relevant"},
    {"skip logic", "relevant"},
    {"confidentialite", "privacy"},
    {"privacidad", "privacy"},
    {"confidencialidad", "privacy"},
    {"contrainte", "constraint"},
    {"restriccion", "constraint"},
    {"validacion", "constraint"},
    {"validation", "constraint"},
    {"message de contrainte", "constraint_message"},
    {"mensaje de restriccion", "constraint_message"},
    {"mensaje de error", "constraint_message"},
    {"message d erreur", "constraint_message"},
    {"error message", "constraint_message"},
    {"mensaje obligatorio", "required_message"},
    {"message obligatoire", "required_message"},
    {"defecto", "default"},
    {"por defecto", "default"},
    {"valor por defecto", "default"},
    {"valor inicial", "default"},
    {"par defaut", "default"},
    {"valeur par defaut", "default"},
    {"filtro", "choice_filter"},
    {"filtre", "choice_filter"},
    {"filter", "choice_filter"},
    {"etiqueta", "label"},
    {"etiquette", "label"},
    {"libelle", "label"},
    {"pregunta", "label"},
    {"question", "label"},
    {"texto", "label"},
    {"texte", "label"},
    {"idioma", "default_language"},
    {"lengua", "default_language"},
    {"lenguaje", "default_language"},
    {"langue", "default_language"},
    {"language", "default_language"},
    {"keyword", "sms_keyword"},
    {"palabra clave", "sms_keyword"},
    {"mot cle", "sms_keyword"},
    {"lista", "list_name"},
    {"liste", "list_name"},
    {"list", "list_name"},
    {"nombre de lista", "list_name"},
    {"nom de liste", "list_name"},
    {"nombre", "name"},
    {"nom", "name"},
    {"variable", "name"},
    {"codigo", "name"},
    {"code", "name"},
    {"obligatorio", "required"},
    {"obligatoire", "required"},
    {"requerido", "required"},
    {"requis", "required"},
    {"ronda", "wave"},
    {"vague", "wave"},
    {"poblacion", "population"},
    {"repeticiones", "repeat_count"},
    {"repetitions", "repeat_count"},
    {"solo lectura", "read_only"},
    {"lecture seule", "read_only"},
    {"tipo", "type"},
    {"titulo", "form_title"},
    {"titre", "form_title"},
    {"puntaje", "ind_score"},
    {"puntos", "ind_score"},
    {"score", "ind_score"},
    {"alias", "sms_option"},
};

static const struct meaning type_words[] = {
    {"texto", "text"},
    {"texte", "text"},
    {"entero", "integer"},
    {"entier", "integer"},
    {"numero", "integer"},
    {"number", "integer"},
    {"nombre", "integer"},
    {"fecha", "date"},
    {"hora", "time"},
    {"heure", "time"},
    {"nota", "note"},
    {"mensaje", "note"},
    {"message", "note"},
    {"calculo", "calculate"},
    {"calcul", "calculate"},
    {"calculation", "calculate"},
    {"oculto", "hidden"},
    {"cache", "hidden"},
    {"porcentaje", "percentage"},
    {"pourcentage", "percentage"},
    {"select", "select_one"},
    {"seleccion", "select_one"},
    {"seleccion unica", "select_one"},
    {"seleccionar uno", "select_one"},
    {"selecciona uno", "select_one"},
    {"opcion unica", "select_one"},
    {"choix unique", "select_one"},
    {"si no", "select_one"},
    {"oui non", "select_one"},
    {"seleccion multiple", "select_multiple"},
    {"seleccionar multiple", "select_multiple"},
    {"opcion multiple", "select_multiple"},
    {"choix multiple", "select_multiple"},
    {"grupo", "begin_group"},
    {"groupe", "begin_group"},
    {"inicio grupo", "begin_group"},
    {"debut groupe", "begin_group"},
    {"fin grupo", "end_group"},
    {"fin groupe", "end_group"},
};

static const char *const type_names[] = {
    "text",        "integer",         "decimal", "percentage",  "range",       "date",      "time",
    "select_one",  "select_multiple", "rank",    "acknowledge", "note",        "calculate", "hidden",
    "begin_group", "end_group",       "start",   "today",       "phonenumber", "end",
};

static const struct meaning sheet_words[] = {
    {"encuesta", "survey"},        {"preguntas", "survey"},  {"cuestionario", "survey"},  {"formulario", "survey"},
    {"enquete", "survey"},         {"questions", "survey"},  {"questionnaire", "survey"}, {"formulaire", "survey"},
    {"opciones", "choices"},       {"listas", "choices"},    {"respuestas", "choices"},   {"choix", "choices"},
    {"listes", "choices"},         {"reponses", "choices"},  {"options", "choices"},      {"configuracion", "settings"},
    {"ajustes", "settings"},       {"opcion", "choices"},    {"parametres", "settings"},  {"parametros", "settings"},
    {"configuration", "settings"}, {"reglages", "settings"},
};

static struct str look_up(const struct meaning *meanings, size_t n, struct str written, struct arena *arena)
{
    struct str folded = STR_EMPTY;
    if (sv_fold(written, NULL, arena, &folded) != RC_OK)
        return STR_EMPTY;
    for (size_t i = 0; i < n; i++)
        if (str_eq(folded, str_of(meanings[i].word)))
            return str_of(meanings[i].meant);
    return STR_EMPTY;
}

/* Only a column that this kind of sheet has. */
static const struct xl_known *known_as(const struct xl_sheet *sheet, struct str name)
{
    for (size_t i = 0; i < sheet->known_n; i++)
        if (name.n > 0 && str_eq(str_of(sheet->known[i].name), name))
            return &sheet->known[i];
    return NULL;
}

static const struct xl_known *known_like(const struct xl_sheet *sheet, struct str base)
{
    struct sv_nearest nearest = sv_nearest_of(base);
    for (size_t i = 0; i < sheet->known_n; i++)
        if (sheet->known[i].kind > XL_COLUMN_EXTRA)
            sv_nearest_offer(&nearest, str_of(sheet->known[i].name));
    return known_as(sheet, nearest.best);
}

static struct str with_suffix(struct str name, struct str separator, struct str suffix, struct arena *arena)
{
    struct buf buf = buf_in(arena, name.n + separator.n + suffix.n);
    buf_put(&buf, name);
    buf_put(&buf, separator);
    buf_put(&buf, suffix);
    return buf.overflow ? STR_EMPTY : buf_str(&buf);
}

struct str xl_header_meant(const struct xl_sheet *sheet, const struct xl_column *column, struct arena *arena)
{
    /* Further columns of the choices with a language make KoBo and ODK fail. */
    if (str_eq(column->base, STR("sms_label")) || str_eq(column->base, STR("sms_text")))
        return with_suffix(column->base, STR("_"), STR("es"), arena);
    const struct xl_known *known = known_as(sheet, column->base);
    if (known == NULL)
        known = known_as(sheet, look_up(header_words, COUNT_OF(header_words), column->base, arena));
    if (known == NULL)
        known = known_like(sheet, column->base);
    if (known == NULL)
        return STR_EMPTY;
    if (known->suffix == XL_SUFFIX_LANGUAGE && column->suffix.n > 0)
        return with_suffix(str_of(known->name), STR("::"), column->suffix, arena);
    return str_of(known->name);
}

struct str xl_type_meant(struct str written, struct arena *arena)
{
    const struct str meant = look_up(type_words, COUNT_OF(type_words), written, arena);
    if (meant.n > 0)
        return meant;
    struct sv_nearest whole = sv_nearest_of(written);
    struct sv_nearest first = sv_nearest_of(str_sub(written, 0, str_find_byte(written, ' ')));
    for (size_t i = 0; i < COUNT_OF(type_names); i++) {
        sv_nearest_offer(&whole, str_of(type_names[i]));
        sv_nearest_offer(&first, str_of(type_names[i]));
    }
    return whole.best.n > 0 ? whole.best : first.best;
}

struct str xl_sheet_meant(struct str written, struct arena *arena)
{
    static const char *const names[] = {"survey", "choices", "settings"};
    struct sv_nearest nearest = sv_nearest_of(written);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        sv_nearest_offer(&nearest, str_of(names[i]));
    return nearest.best.n > 0 ? nearest.best : look_up(sheet_words, COUNT_OF(sheet_words), written, arena);
}
