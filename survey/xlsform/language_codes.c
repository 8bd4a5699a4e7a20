/* ISO 639-1 has 183 with two letters; where one of them exists, it is the right one, and a code of three letters of
 * ISO 639-2 or 639-3 is right only for the others: quc, mam, kek. */
#include "language_codes.h"

#include "base/attr.h"

/* Two letters and three, the older bibliographic codes too. */
static const char codes[] =
    "aa aar ab abk ae ave af afr ak aka am amh an arg ar ara as asm av ava ay aym az aze ba bak "
    "be bel bg bul bi bis bm bam bn ben bo bod bo tib br bre bs bos ca cat ce che ch cha co cos "
    "cr cre cs ces cs cze cu chu cv chv cy cym cy wel da dan de deu de ger dv div dz dzo ee ewe "
    "el ell el gre en eng eo epo es spa et est eu eus eu baq fa fas fa per ff ful fi fin fj fij "
    "fo fao fr fra fr fre fy fry ga gle gd gla gl glg gn grn gu guj gv glv ha hau he heb hi hin "
    "ho hmo hr hrv ht hat hu hun hy hye hy arm hz her ia ina id ind ie ile ig ibo ii iii ik ipk "
    "io ido is isl is ice it ita iu iku ja jpn jv jav ka kat ka geo kg kon ki kik kj kua kk kaz "
    "kl kal km khm kn kan ko kor kr kau ks kas ku kur kv kom kw cor ky kir la lat lb ltz lg lug "
    "li lim ln lin lo lao lt lit lu lub lv lav mg mlg mh mah mi mri mi mao mk mkd mk mac ml mal "
    "mn mon mr mar ms msa ms may mt mlt my mya my bur na nau nb nob nd nde ne nep ng ndo nl nld "
    "nl dut nn nno no nor nr nbl nv nav ny nya oc oci oj oji om orm or ori os oss pa pan pi pli "
    "pl pol ps pus pt por qu que rm roh rn run ro ron ro rum ru rus rw kin sa san sc srd sd snd "
    "se sme sg sag si sin sk slk sk slo sl slv sm smo sn sna so som sq sqi sq alb sr srp ss ssw "
    "st sot su sun sv swe sw swa ta tam te tel tg tgk th tha ti tir tk tuk tl tgl tn tsn to ton "
    "tr tur ts tso tt tat tw twi ty tah ug uig uk ukr ur urd uz uzb ve ven vi vie vo vol wa wln "
    "wo wol xh xho yi yid yo yor za zha zh zho zh chi zu zul ";
enum { PAIR_BYTES = 7 };

/* Names that are not the language's own one; folded. */
static const struct {
    const char *name;
    const char *code;
} names[] = {
    {"spanish", "es"},    {"espagnol", "es"},  {"espanol", "es"},    {"castellano", "es"}, {"castilian", "es"},
    {"english", "en"},    {"ingles", "en"},    {"anglais", "en"},    {"french", "fr"},     {"frances", "fr"},
    {"francais", "fr"},   {"portugues", "pt"}, {"portuguese", "pt"}, {"portugais", "pt"},  {"arabic", "ar"},
    {"arabe", "ar"},      {"hausa", "ha"},     {"haoussa", "ha"},    {"wolof", "wo"},      {"bambara", "bm"},
    {"bamanankan", "bm"}, {"dioula", "dyu"},   {"dyula", "dyu"},     {"fulfulde", "ff"},   {"pulaar", "ff"},
    {"kiche", "quc"},     {"quiche", "quc"},   {"mam", "mam"},       {"qeqchi", "kek"},    {"kekchi", "kek"},
    {"kaqchikel", "cak"}, {"qanjobal", "kjb"}, {"ixil", "ixl"},      {"garifuna", "cab"},  {"miskito", "miq"},
    {"creole", "ht"},     {"kreyol", "ht"},    {"quechua", "qu"},    {"swahili", "sw"},    {"lingala", "ln"},
};

static bool is_lower(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 'a' || s.p[i] > 'z')
            return false;
    return true;
}

struct str xl_code_short(struct str code)
{
    if (code.n != 3 || !is_lower(code))
        return STR_EMPTY;
    for (size_t i = 0; i + PAIR_BYTES <= sizeof codes; i += PAIR_BYTES)
        if (str_eq((struct str){.p = codes + i + 3, .n = 3}, code))
            return (struct str){.p = codes + i, .n = 2};
    return STR_EMPTY;
}

bool xl_code_exists(struct str code)
{
    if (code.n != 2 || !is_lower(code))
        return false;
    for (size_t i = 0; i + PAIR_BYTES <= sizeof codes; i += PAIR_BYTES)
        if (str_eq((struct str){.p = codes + i, .n = 2}, code))
            return true;
    return false;
}

struct str xl_code_of_name(struct str folded)
{
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq(folded, str_of(names[i].name)))
            return str_of(names[i].code);
    return STR_EMPTY;
}
