#include "alphabet.h"

#include <assert.h>

#include "base/attr.h"

/* Each list is written once, X(septet, character), and read in both directions. 0x1B is in none: it is the escape. TS
 * 23.038 clause 6.2.1 (default), 6.2.1.1 (extension), annexes A.2.1-A.2.3 (single shifts), A.3.1 and A.3.3 (locking). */

/* clang-format off */
#define IN_EVERY_MAIN_TABLE(X) \
    X(0x00, U'@') X(0x01, U'£') X(0x03, U'¥') X(0x05, U'é') X(0x0A, U'\n') X(0x0D, U'\r') X(0x10, U'Δ') X(0x11, U'_') \
    X(0x1F, U'É') X(0x20, U' ') X(0x21, U'!') X(0x22, U'"') X(0x23, U'#') X(0x25, U'%') X(0x26, U'&') X(0x27, U'\'') \
    X(0x28, U'(') X(0x29, U')') X(0x2A, U'*') X(0x2B, U'+') X(0x2C, U',') X(0x2D, U'-') X(0x2E, U'.') X(0x2F, U'/') \
    X(0x30, U'0') X(0x31, U'1') X(0x32, U'2') X(0x33, U'3') X(0x34, U'4') X(0x35, U'5') X(0x36, U'6') X(0x37, U'7') \
    X(0x38, U'8') X(0x39, U'9') X(0x3A, U':') X(0x3B, U';') X(0x3C, U'<') X(0x3D, U'=') X(0x3E, U'>') X(0x3F, U'?') \
    X(0x41, U'A') X(0x42, U'B') X(0x43, U'C') X(0x44, U'D') X(0x45, U'E') X(0x46, U'F') X(0x47, U'G') X(0x48, U'H') \
    X(0x49, U'I') X(0x4A, U'J') X(0x4B, U'K') X(0x4C, U'L') X(0x4D, U'M') X(0x4E, U'N') X(0x4F, U'O') X(0x50, U'P') \
    X(0x51, U'Q') X(0x52, U'R') X(0x53, U'S') X(0x54, U'T') X(0x55, U'U') X(0x56, U'V') X(0x57, U'W') X(0x58, U'X') \
    X(0x59, U'Y') X(0x5A, U'Z') X(0x5E, U'Ü') X(0x5F, U'§') X(0x61, U'a') X(0x62, U'b') X(0x63, U'c') X(0x64, U'd') \
    X(0x65, U'e') X(0x66, U'f') X(0x67, U'g') X(0x68, U'h') X(0x69, U'i') X(0x6A, U'j') X(0x6B, U'k') X(0x6C, U'l') \
    X(0x6D, U'm') X(0x6E, U'n') X(0x6F, U'o') X(0x70, U'p') X(0x71, U'q') X(0x72, U'r') X(0x73, U's') X(0x74, U't') \
    X(0x75, U'u') X(0x76, U'v') X(0x77, U'w') X(0x78, U'x') X(0x79, U'y') X(0x7A, U'z') X(0x7E, U'ü') X(0x7F, U'à')

#define IN_DEFAULT_AND_TURKISH(X) \
    X(0x02, U'$') X(0x06, U'ù') X(0x08, U'ò') X(0x09, U'Ç') X(0x0E, U'Å') X(0x0F, U'å') X(0x12, U'Φ') X(0x13, U'Γ') \
    X(0x14, U'Λ') X(0x15, U'Ω') X(0x16, U'Π') X(0x17, U'Ψ') X(0x18, U'Σ') X(0x19, U'Θ') X(0x1A, U'Ξ') X(0x1E, U'ß') \
    X(0x24, U'¤') X(0x5B, U'Ä') X(0x5C, U'Ö') X(0x5D, U'Ñ') X(0x7B, U'ä') X(0x7C, U'ö') X(0x7D, U'ñ')

#define DEFAULT_TABLE(X) IN_EVERY_MAIN_TABLE(X) IN_DEFAULT_AND_TURKISH(X) \
    X(0x04, U'è') X(0x07, U'ì') X(0x0B, U'Ø') X(0x0C, U'ø') X(0x1C, U'Æ') X(0x1D, U'æ') X(0x40, U'¡') X(0x60, U'¿')

#define TURKISH_TABLE(X) IN_EVERY_MAIN_TABLE(X) IN_DEFAULT_AND_TURKISH(X) \
    X(0x04, U'€') X(0x07, U'ı') X(0x0B, U'Ğ') X(0x0C, U'ğ') X(0x1C, U'Ş') X(0x1D, U'ş') X(0x40, U'İ') X(0x60, U'ç')

#define PORTUGUESE_TABLE(X) IN_EVERY_MAIN_TABLE(X) \
    X(0x02, U'$') X(0x04, U'ê') X(0x06, U'ú') X(0x07, U'í') X(0x08, U'ó') X(0x09, U'ç') X(0x0B, U'Ô') X(0x0C, U'ô') \
    X(0x0E, U'Á') X(0x0F, U'á') X(0x12, U'ª') X(0x13, U'Ç') X(0x14, U'À') X(0x15, U'∞') X(0x16, U'^') X(0x17, U'\\') \
    X(0x18, U'€') X(0x19, U'Ó') X(0x1A, U'|') X(0x1C, U'Â') X(0x1D, U'â') X(0x1E, U'Ê') X(0x24, U'º') X(0x40, U'Í') \
    X(0x5B, U'Ã') X(0x5C, U'Õ') X(0x5D, U'Ú') X(0x60, U'~') X(0x7B, U'ã') X(0x7C, U'õ') X(0x7D, U'`')

#define EXTENSION(X) \
    X(0x0A, U'\f') X(0x14, U'^') X(0x28, U'{') X(0x29, U'}') X(0x2F, U'\\') X(0x3C, U'[') X(0x3D, U'~') X(0x3E, U']') \
    X(0x40, U'|') X(0x65, U'€')

#define TURKISH_EXTENSION(X) EXTENSION(X) \
    X(0x47, U'Ğ') X(0x49, U'İ') X(0x53, U'Ş') X(0x63, U'ç') X(0x67, U'ğ') X(0x69, U'ı') X(0x73, U'ş')

#define SPANISH_EXTENSION(X) EXTENSION(X) \
    X(0x09, U'ç') X(0x41, U'Á') X(0x49, U'Í') X(0x4F, U'Ó') X(0x55, U'Ú') X(0x61, U'á') X(0x69, U'í') X(0x6F, U'ó') \
    X(0x75, U'ú')

#define PORTUGUESE_EXTENSION(X) EXTENSION(X) \
    X(0x05, U'ê') X(0x09, U'ç') X(0x0B, U'Ô') X(0x0C, U'ô') X(0x0E, U'Á') X(0x0F, U'á') X(0x12, U'Φ') X(0x13, U'Γ') \
    X(0x15, U'Ω') X(0x16, U'Π') X(0x17, U'Ψ') X(0x18, U'Σ') X(0x19, U'Θ') X(0x1F, U'Ê') X(0x41, U'À') X(0x49, U'Í') \
    X(0x4F, U'Ó') X(0x55, U'Ú') X(0x5B, U'Ã') X(0x5C, U'Õ') X(0x61, U'Â') X(0x69, U'í') X(0x6F, U'ó') X(0x75, U'ú') \
    X(0x7B, U'ã') X(0x7C, U'õ') X(0x7F, U'â')
/* clang-format on */

#define CHARACTER(septet, character) [septet] = (character),
#define SEPTET(septet, character) [(character) % GSM7_SLOTS] = (septet),
#define BOTH_WAYS(list)                                                                                                \
    {                                                                                                                  \
        .characters = {list(CHARACTER)}, .septets = { list(SEPTET) }                                                   \
    }

static const struct sv_gsm7_table main_tables[] = {
    [SV_SHIFT_NONE] = BOTH_WAYS(DEFAULT_TABLE),
    [SV_SHIFT_TURKISH] = BOTH_WAYS(TURKISH_TABLE),
    [SV_SHIFT_SPANISH] = BOTH_WAYS(DEFAULT_TABLE),
    [SV_SHIFT_PORTUGUESE] = BOTH_WAYS(PORTUGUESE_TABLE),
};

static const struct sv_gsm7_table extension_tables[] = {
    [SV_SHIFT_NONE] = BOTH_WAYS(EXTENSION),
    [SV_SHIFT_TURKISH] = BOTH_WAYS(TURKISH_EXTENSION),
    [SV_SHIFT_SPANISH] = BOTH_WAYS(SPANISH_EXTENSION),
    [SV_SHIFT_PORTUGUESE] = BOTH_WAYS(PORTUGUESE_EXTENSION),
};

static_assert(COUNT_OF(main_tables) == COUNT_OF(extension_tables), "both by enum sv_shift");

struct sv_gsm7_alphabet sv_gsm7_alphabet(struct sv_shifts shifts)
{
    assert((unsigned)shifts.locking < COUNT_OF(main_tables));
    assert((unsigned)shifts.single < COUNT_OF(extension_tables));
    return (struct sv_gsm7_alphabet){
        .main = &main_tables[shifts.locking],
        .extension = &extension_tables[shifts.single],
    };
}
