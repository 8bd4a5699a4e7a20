#include "guide_texts.h"

#include <assert.h>
#include <stddef.h>

#include "base/attr.h"

enum { SPANISH, FRENCH, ENGLISH, LANGUAGES };

static const char *const codes[] = {[SPANISH] = "es", [FRENCH] = "fr", [ENGLISH] = "en"};
static_assert(COUNT_OF(codes) == LANGUAGES, "a code for every language");

static const char *const texts[][LANGUAGES] = {
    [GUIDE_FOR] = {"Guía para el personal de campo y para quien responde. Versión {0}.",
                   "Guide pour le personnel de terrain et pour qui répond. Version {0}.",
                   "Guide for field staff and for those who answer. Version {0}."},
    [GUIDE_START] = {"CÓMO EMPIEZA", "COMMENT CELA COMMENCE", "HOW IT STARTS"},
    [GUIDE_START_KEYWORD] = {"Escriba {0} al número del programa: ____________________",
                             "Écrivez {0} au numéro du programme : ____________________",
                             "Write {0} to the number of the programme: ____________________"},
    [GUIDE_START_WAIT] = {"El programa le escribe primero. Escribe desde el número: ______________",
                          "Le programme vous écrit en premier. Il écrit du numéro : ______________",
                          "The programme writes first. It writes from the number: ______________"},
    [GUIDE_START_DIAL] = {"O marque, si el programa tiene un código USSD: ____________________",
                          "Ou composez, si le programme a un code USSD : ____________________",
                          "Or dial, if the programme has a USSD code: ____________________"},
    [GUIDE_START_CODE] = {"Quien tiene una tarjeta con un código y escribe desde otro teléfono, envía antes el código.",
                          "Qui a une carte avec un code et écrit d’un autre téléphone envoie d’abord le code.",
                          "Who has a card with a code and writes from another phone sends the code first."},
    [GUIDE_CONSENT] = {"Lo primero es si usted quiere participar:",
                       "La première question est si vous voulez participer :",
                       "The first question is whether you want to take part:"},
    [GUIDE_ANSWER] = {"CÓMO SE RESPONDE", "COMMENT RÉPONDRE", "HOW TO ANSWER"},
    [GUIDE_ANSWER_OPTION] = {"Con el número de la opción, o con su palabra.", "Par le numéro du choix, ou par son mot.",
                             "With the number of the choice, or with its word."},
    [GUIDE_ANSWER_SEVERAL] = {"Donde caben varias: los números con un espacio entre ellos, 1 3.",
                              "Là où plusieurs sont possibles : les numéros séparés par un espace, 1 3.",
                              "Where several are possible: the numbers with a space between them, 1 3."},
    [GUIDE_ANSWER_WORDS] = {"Mayúsculas y acentos no importan. Siempre valen también:",
                            "Majuscules et accents ne comptent pas. Toujours valables aussi :",
                            "Capitals and accents do not matter. These always hold too:"},
    [GUIDE_ZERO] = {"saltar la pregunta o tomar lo propuesto, donde dice 0 = ...",
                    "passer la question ou prendre ce qui est proposé, là où il y a 0 = ...",
                    "skip the question or take what is proposed, where it says 0 = ..."},
    [GUIDE_DOUBLE_ZERO] = {"no recibir más mensajes", "ne plus recevoir de messages", "receive no more messages"},
    [GUIDE_TRIPLE_ZERO] = {"una persona le llama", "une personne vous appelle", "a person calls you"},
    [GUIDE_FOUR_ZEROS] = {"salida rápida: llega un texto cualquiera, por si alguien mira",
                          "sortie rapide : un texte quelconque arrive, si quelqu’un regarde",
                          "quick exit: any harmless text comes, in case somebody looks"},
    [GUIDE_BACK] = {"volver a la pregunta anterior", "revenir à la question précédente", "back to the question before"},
    [GUIDE_REPEAT] = {"ver la pregunta otra vez", "revoir la question", "see the question again"},
    [GUIDE_HELP] = {"hablar con una persona", "parler à une personne", "talk to a person"},
    [GUIDE_INFO] = {"quién pregunta y qué se guarda", "qui demande et ce qui est gardé", "who asks and what is kept"},
    [GUIDE_ERASE] = {"pedir que se borren sus datos", "demander d’effacer vos données",
                     "ask for your data to be erased"},
    [GUIDE_QUESTIONS] = {"LO QUE SE PREGUNTA", "CE QUI EST DEMANDÉ", "WHAT IS ASKED"},
    [GUIDE_QUESTION] = {"Pregunta {0}", "Question {0}", "Question {0}"},
    [GUIDE_OPTIONAL] = {"opcional", "facultative", "optional"},
    [GUIDE_OPTIONAL_FOR_SOME] = {"opcional para algunas personas", "facultative pour certaines personnes",
                                 "optional for some people"},
    [GUIDE_FOR_SOME] = {"solo a algunas personas", "à certaines personnes seulement", "to some people only"},
    [GUIDE_FILTERED] = {"(se ofrecen solo las que corresponden)", "(seuls les choix qui conviennent sont proposés)",
                        "(only those that apply are offered)"},
    [GUIDE_FILTERED_NUMBERED] = {"(se ofrecen solo las que corresponden, numeradas desde 1)",
                                 "(seuls les choix qui conviennent sont proposés, numérotés à partir de 1)",
                                 "(only those that apply are offered, numbered from 1)"},
    [GUIDE_MESSAGE] = {"Mensaje", "Message", "Message"},
    [GUIDE_END] = {"Al final", "À la fin", "At the end"},
    [GUIDE_NEVER] = {"LO QUE NUNCA SE PREGUNTA", "CE QUI N’EST JAMAIS DEMANDÉ", "WHAT IS NEVER ASKED"},
    [GUIDE_NEVER_SECRETS] =
        {"Claves, PIN, contraseñas, números de tarjeta o de cuenta, ni un pago. Si alguien lo pide, no es "
         "esta encuesta: no responda y avise al programa.",
         "Codes secrets, PIN, mots de passe, numéros de carte ou de compte, ni un paiement. Si quelqu’un le "
         "demande, ce n’est pas cette enquête : ne répondez pas et prévenez le programme.",
         "Secret codes, PINs, passwords, card or account numbers, nor any payment. If somebody asks for it, "
         "it is not this survey: do not answer and tell the programme."},
    [GUIDE_NEVER_MONEY] =
        {"Números de tarjeta o de cuenta, ni un pago. Si alguien lo pide, no es esta encuesta: no responda y "
         "avise al programa.",
         "Numéros de carte ou de compte, ni un paiement. Si quelqu’un le demande, ce n’est pas cette enquête : "
         "ne répondez pas et prévenez le programme.",
         "Card or account numbers, nor any payment. If somebody asks for it, it is not this survey: do not "
         "answer and tell the programme."},
    [GUIDE_STOP] = {"CÓMO PARAR", "COMMENT ARRÊTER", "HOW TO STOP"},
    [GUIDE_STOP_HOW] =
        {"Escriba 00 o {0} cuando quiera, sin dar razones. Llega una confirmación y nada más. Para volver a "
         "recibir mensajes: {1}.",
         "Écrivez 00 ou {0} quand vous voulez, sans donner de raison. Une confirmation arrive, puis plus "
         "rien. Pour recevoir à nouveau des messages : {1}.",
         "Write 00 or {0} whenever you want, without giving a reason. One confirmation comes and nothing "
         "more. To receive messages again: {1}."},
    [GUIDE_SHOWN] = {"Esta hoja se puede mostrar a la gente. No anote en ella nombres ni respuestas.",
                     "Cette feuille peut être montrée aux gens. N’y notez ni noms ni réponses.",
                     "This page may be shown to people. Write no names and no answers on it."},
};
static_assert(COUNT_OF(texts) == GUIDE_TEXTS, "every text is there");

struct str guide_text(struct str language, enum guide_text text)
{
    const struct str primary = str_sub(language, 0, str_find_byte(language, '-'));
    size_t at = ENGLISH;
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (str_eq(primary, str_of(codes[i])))
            at = i;
    return str_of(texts[text][at]);
}
