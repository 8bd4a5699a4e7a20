#pragma once
/* What a printed guide says around the survey, in three languages. Places {0}. */
#include "base/str.h"

enum guide_text {
    GUIDE_FOR,
    GUIDE_START,
    GUIDE_START_KEYWORD,
    GUIDE_START_WAIT,
    GUIDE_START_DIAL,
    GUIDE_START_CODE,
    GUIDE_CONSENT,
    GUIDE_ANSWER,
    GUIDE_ANSWER_OPTION,
    GUIDE_ANSWER_SEVERAL,
    GUIDE_ANSWER_WORDS,
    GUIDE_ZERO,
    GUIDE_DOUBLE_ZERO,
    GUIDE_TRIPLE_ZERO,
    GUIDE_FOUR_ZEROS,
    GUIDE_BACK,
    GUIDE_REPEAT,
    GUIDE_HELP,
    GUIDE_INFO,
    GUIDE_ERASE,
    GUIDE_QUESTIONS,
    GUIDE_QUESTION,
    GUIDE_OPTIONAL,
    GUIDE_OPTIONAL_FOR_SOME,
    GUIDE_FOR_SOME,
    GUIDE_FILTERED,
    GUIDE_FILTERED_NUMBERED,
    GUIDE_MESSAGE,
    GUIDE_END,
    GUIDE_NEVER,
    GUIDE_NEVER_SECRETS,
    GUIDE_NEVER_MONEY,
    GUIDE_STOP,
    GUIDE_STOP_HOW,
    GUIDE_SHOWN,
    GUIDE_TEXTS
};

/* In the language of a form, or its primary subtag; English where there is none. */
struct str guide_text(struct str language, enum guide_text text);
