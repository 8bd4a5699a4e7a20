#pragma once
/* Small surveys for transcripts. */

/* Consent, two languages, every type, a group, a calculation, notes, a score, a sensitive question. */
#define FORM_LIFE                                                                                                      \
    "{'format':'puente-form/1','id':'vida','version':'1','languages':['es','fr'],'default_language':'es',"             \
    "'title':{'es':'Vida','fr':'Vie'},"                                                                                \
    "'consent':{'version':'c1','text':{'es':'¿Quiere participar?','fr':'Voulez-vous participer?'}},"                  \
    "'thanks':{'es':'Gracias, ${apodo}.','fr':'Merci, ${apodo}.'},"                                                    \
    "'settings':{'attempts_max':3,'after_invalid':'call','reminders_h':[24,72],'expires_h':168,'segments_max':3},"     \
    "'lists':[{'name':'sino','choices':[{'name':'1','label':{'es':'Si','fr':'Oui'}},"                                  \
    "{'name':'2','label':{'es':'No','fr':'Non'}}]},"                                                                   \
    "{'name':'escala','choices':[{'name':'1','label':{'es':'Mal','fr':'Mal'},'score':0},"                              \
    "{'name':'2','label':{'es':'Bien','fr':'Bien'},'score':1},"                                                        \
    "{'name':'9','label':{'es':'No digo','fr':'Je passe'},'missing':'refused'}]},"                                     \
    "{'name':'cosas','choices':[{'name':'casa','label':{'es':'Casa','fr':'Maison'}},"                                  \
    "{'name':'luz','label':{'es':'Luz','fr':'Lumiere'}},{'name':'agua','label':{'es':'Agua','fr':'Eau'}}]}],"          \
    "'groups':[{'name':'resto','relevant':\"${privado} = '1'\"}],"                                                     \
    "'questions':["                                                                                                    \
    "{'name':'hola','type':'note','label':{'es':'Hola.','fr':'Salut.'}},"                                              \
    "{'name':'privado','type':'select_one','list':'sino','required':true,"                                             \
    "'label':{'es':'¿Esta a solas?','fr':'Etes-vous seul?'}},"                                                        \
    "{'name':'edad','type':'integer','group':'resto','required':true,'constraint':'. >= 18 and . <= 99',"              \
    "'constraint_message':{'es':'De 18 a 99.','fr':'De 18 a 99.'},'required_message':{'es':'Hace falta.'},"            \
    "'label':{'es':'¿Edad?','fr':'Age?'}},"                                                                           \
    "{'name':'doble','type':'calculate','group':'resto','calculation':'${edad} * 2'},"                                 \
    "{'name':'animo','type':'select_one','list':'escala','group':'resto','required':true,"                             \
    "'label':{'es':'¿Como esta?','fr':'Ca va?'}},"                                                                    \
    "{'name':'motivo','type':'text','group':'resto','relevant':\"${animo} = '1'\",'privacy':'sensitive',"              \
    "'label':{'es':'¿Por que?','fr':'Pourquoi?'}},"                                                                   \
    "{'name':'hijos','type':'integer','group':'resto','label':{'es':'¿Hijos?','fr':'Enfants?'}},"                     \
    "{'name':'desde','type':'date','group':'resto','label':{'es':'¿Desde cuando?','fr':'Depuis quand?'}},"            \
    "{'name':'falta','type':'select_multiple','list':'cosas','group':'resto',"                                         \
    "'label':{'es':'¿Que falta?','fr':'Que manque?'}},"                                                               \
    "{'name':'suma','type':'note','group':'resto',"                                                                    \
    "'label':{'es':'Falta: ${falta}. Motivo: ${motivo}. Doble: ${doble}.','fr':'Manque: ${falta}.'}},"                 \
    "{'name':'apodo','type':'text','label':{'es':'¿Apodo?','fr':'Surnom?'}}],"                                        \
    "'scores':[{'name':'bien','method':'mean','items':['animo'],'minimum_answered':1}]}"

/* One optional question, and a reward for completing. */
#define FORM_PAID                                                                                                      \
    "{'format':'puente-form/1','id':'pago','version':'1','languages':['es'],'default_language':'es',"                  \
    "'title':{'es':'Pago'},'incentive':'wave',"                                                                        \
    "'lists':[{'name':'si','choices':[{'name':'1','label':{'es':'Si'}}]}],"                                            \
    "'questions':[{'name':'uno','type':'select_one','list':'si','label':{'es':'¿Uno?'}}]}"

/* The reward is tied to a note that is shown only to who says yes. */
#define FORM_PAID_AT                                                                                                   \
    "{'format':'puente-form/1','id':'pago','version':'1','languages':['es'],'default_language':'es',"                  \
    "'title':{'es':'Pago'},'incentive':'wave','incentive_at':'gracias',"                                               \
    "'lists':[{'name':'si','choices':[{'name':'1','label':{'es':'Si'}},{'name':'2','label':{'es':'No'}}]}],"           \
    "'questions':[{'name':'uno','type':'select_one','list':'si','label':{'es':'¿Uno?'}},"                             \
    "{'name':'gracias','type':'note','label':{'es':'Hay premio.'},'relevant':'${uno} = 1'}]}"

/* One language, no consent, three optional questions, skips after two misunderstandings. */
#define FORM_PLAIN(after_invalid, required)                                                                            \
    "{'format':'puente-form/1','id':'corta','version':'1','languages':['es'],'default_language':'es',"                 \
    "'title':{'es':'Corta'},'settings':{'attempts_max':2,'after_invalid':'" after_invalid "',"                         \
    "'reminders_h':[24,90],'expires_h':100},"                                                                          \
    "'lists':[{'name':'si','choices':[{'name':'1','label':{'es':'Si'}},{'name':'2','label':{'es':'No'}}]}],"           \
    "'questions':[{'name':'uno','type':'select_one','list':'si','required':" required ",'label':{'es':'¿Uno?'}},"     \
    "{'name':'dos','type':'integer','required':" required ",'label':{'es':'¿Dos?'}},"                                 \
    "{'name':'tres','type':'text','required':" required ",'label':{'es':'¿Tres?'}}]}"
