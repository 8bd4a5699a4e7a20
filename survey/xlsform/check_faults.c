#include "base/utf8.h"
#include "check_formulas.h"
#include "check_texts.h"

enum { EXCERPT_BYTES = 80 };

static void say(const struct check *check, const struct formula *formula, const struct sv_fault *fault,
                enum sv_code code, int variant, const struct str args[CHECK_ARGS_MAX])
{
    const struct sv_spot spot = xl_check_spot_from(&formula->spot, fault->column);
    xl_findings_add(check->findings, code, variant, &spot, args, CHECK_ARGS_MAX);
}

static void say_arguments(const struct check *check, const struct formula *formula, const struct sv_fault *fault)
{
    const struct str args[CHECK_ARGS_MAX] = {fault->found, xl_check_count(check, fault->args),
                                             xl_check_count(check, fault->args_min),
                                             xl_check_count(check, fault->args_max)};
    const int range = fault->args_max < 0 ? X004_AT_LEAST : X004_BETWEEN;
    say(check, formula, fault, SV_CODE_X004, fault->args_min == fault->args_max ? X004_EXACTLY : range, args);
}

/* {0} what stands there, {1} where, {2} what to write. */
static void say_unexpected(const struct check *check, const struct formula *formula, const struct sv_fault *fault)
{
    const struct str args[CHECK_ARGS_MAX] = {fault->found, xl_check_count(check, fault->column), fault->instead,
                                             STR_EMPTY};
    const int mistake = str_eq_ascii_nocase(fault->found, fault->instead) ? X001_LOWER_CASE : X001_INSTEAD;
    say(check, formula, fault, SV_CODE_X001, fault->instead.n > 0 ? mistake : X001_UNEXPECTED, args);
}

static void say_syntax(const struct check *check, const struct formula *formula, const struct sv_fault *fault,
                       const struct err *err)
{
    static const int variants[SV_FAULT_COUNT] = {
        [SV_FAULT_OTHER] = X001_OTHER,
        [SV_FAULT_END] = X001_END,
        [SV_FAULT_OPEN] = X001_OPEN,
        [SV_FAULT_QUOTE_OPEN] = X001_QUOTE_OPEN,
        [SV_FAULT_VALUE_MISSING] = X001_VALUE_MISSING,
        [SV_FAULT_REFERENCE_SHAPE] = X001_REFERENCE_SHAPE,
        [SV_FAULT_QUOTED_REFERENCE] = X001_QUOTED_REFERENCE,
        [SV_FAULT_BARE_NAME] = X001_BARE_NAME,
        [SV_FAULT_BARE_FUNCTION] = X001_BARE_FUNCTION,
        [SV_FAULT_BARE_WORD] = X001_BARE_WORD,
        [SV_FAULT_BARE_DATE] = X001_BARE_DATE,
        [SV_FAULT_PATH] = X001_PATH,
        [SV_FAULT_OTHER_FORM] = X001_OTHER_FORM,
        [SV_FAULT_LABEL_LOOKUP] = X001_LABEL_LOOKUP,
        [SV_FAULT_LOOKUP] = X001_LOOKUP,
        [SV_FAULT_LIST] = X001_LIST,
        [SV_FAULT_PATTERN] = X001_PATTERN,
        [SV_FAULT_TOO_DEEP] = X001_TOO_DEEP,
        [SV_FAULT_TOO_LONG] = X001_TOO_LONG,
    };
    const bool unsaid = fault->kind == SV_FAULT_OTHER;
    const struct str named = fault->instead.n > 0 ? fault->instead : STR("name");
    const struct str args[CHECK_ARGS_MAX] = {unsaid ? str_of(err->text) : utf8_prefix(fault->found, EXCERPT_BYTES),
                                             xl_check_count(check, fault->column), xl_check_reference(check, named),
                                             STR_EMPTY};
    say(check, formula, fault, SV_CODE_X001, variants[fault->kind], args);
}

void xl_check_fault(const struct check *check, const struct formula *formula, const struct sv_fault *fault,
                    const struct err *err)
{
    const struct str args[CHECK_ARGS_MAX] = {utf8_prefix(fault->found, EXCERPT_BYTES), fault->instead, STR_EMPTY,
                                             STR_EMPTY};
    const bool near = fault->instead.n > 0;
    switch (fault->kind) {
    case SV_FAULT_REFERENCE:
        say(check, formula, fault, SV_CODE_X002, near ? X002_NEAREST : X002_UNKNOWN, args);
        return;
    case SV_FAULT_COLUMN:
        /* C011 says it of filters, but for those that look things up. */
        if (str_find_byte(formula->text, '/') == SIZE_MAX)
            return;
        say(check, formula, fault, SV_CODE_X002, near ? X002_COLUMN_NEAREST : X002_COLUMN, args);
        return;
    case SV_FAULT_FUNCTION:
        say(check, formula, fault, SV_CODE_X003, near ? X003_NEAREST : X003_UNKNOWN, args);
        return;
    case SV_FAULT_REFUSED_FUNCTION:
        say(check, formula, fault, SV_CODE_X003, X003_REFUSED, args);
        return;
    case SV_FAULT_ARGUMENTS:
        say_arguments(check, formula, fault);
        return;
    case SV_FAULT_UNEXPECTED:
        say_unexpected(check, formula, fault);
        return;
    case SV_FAULT_NONE:
    case SV_FAULT_COUNT:
        return;
    case SV_FAULT_OTHER:
    case SV_FAULT_END:
    case SV_FAULT_OPEN:
    case SV_FAULT_QUOTE_OPEN:
    case SV_FAULT_VALUE_MISSING:
    case SV_FAULT_REFERENCE_SHAPE:
    case SV_FAULT_QUOTED_REFERENCE:
    case SV_FAULT_BARE_NAME:
    case SV_FAULT_BARE_FUNCTION:
    case SV_FAULT_BARE_WORD:
    case SV_FAULT_BARE_DATE:
    case SV_FAULT_PATH:
    case SV_FAULT_OTHER_FORM:
    case SV_FAULT_LABEL_LOOKUP:
    case SV_FAULT_LOOKUP:
    case SV_FAULT_LIST:
    case SV_FAULT_PATTERN:
    case SV_FAULT_TOO_DEEP:
    case SV_FAULT_TOO_LONG:
        say_syntax(check, formula, fault, err);
    }
}
