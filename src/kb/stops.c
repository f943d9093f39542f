#include "kb/stops.h"

#include <stddef.h>

/* clang-format off */
const char *const desk_kb_stops[] = {
    "a|about|after|all|also|am|an|and|any|are|as|at|be|because|been|before|but|by|can|cannot|could|"
    "dear|did|do|does|done|for|from|get|good|got|had|has|have|he|hello|help|her|here|hi|his|how|i|"
    "if|in|into|is|it|its|just|know|like|me|more|morning|my|need|no|not|now|of|on|one|only|or|our|"
    "out|please|problem|question|regards|so|some|thank|thanks|that|the|their|them|then|there|"
    "these|they|this|to|up|us|very|want|was|we|were|what|when|where|which|who|why|will|with|work|"
    "works|would|yes|you|your|yours",
    "aber|alle|alles|als|also|am|an|auch|auf|aus|bei|beim|bin|bis|bitte|bzw|da|danke|dann|das|dass|"
    "dem|den|der|des|die|dies|diese|dieser|doch|du|ein|eine|einem|einen|einer|eines|er|es|etwas|"
    "frage|fur|ganz|geehrte|gibt|gru\u00dfen|gr\u00fc\u00dfe|guten|habe|haben|hallo|hat|hatte|hilfe|"
    "hier|ich|ihr|ihre|ihnen|im|immer|in|ist|ja|kann|k\u00f6nnen|keine|mehr|mein|meine|mich|mir|mit|"
    "nach|nicht|noch|nur|oder|problem|schon|sehr|seit|sich|sie|sind|so|tag|um|und|uns|von|vom|vor|"
    "warum|was|wenn|werden|wie|wir|wird|wo|zu|zum|zur|\u00fcber",
    "ai|au|aux|avec|avoir|bien|bonjour|ca|car|ce|cela|ces|cet|cette|comme|comment|dans|de|depuis|"
    "des|du|elle|en|est|et|etes|etre|faire|fait|il|ils|je|la|le|les|leur|lui|ma|mais|me|merci|mes|"
    "mon|ne|nos|notre|nous|on|ont|ou|par|pas|peut|peux|plus|pour|pouvez|probleme|quand|que|quel|"
    "quelle|question|qui|sa|sans|se|ses|si|son|sont|sur|tout|tres|un|une|vos|votre|vous",
    "al|algo|ante|aqui|buenas|buenos|como|con|cuando|de|del|desde|dias|donde|el|ella|en|entre|era|"
    "es|esa|ese|eso|esta|estan|estar|este|esto|estoy|gracias|ha|hacer|hay|he|hola|la|las|le|les|lo|"
    "los|mas|me|mi|mis|muy|nada|necesito|ni|no|nos|o|para|pero|por|porque|pregunta|problema|puedo|"
    "pueden|que|quiero|saludos|se|ser|si|sin|sobre|son|su|sus|tambien|tengo|todo|un|una|uno|usted|"
    "ustedes|y|ya|yo",
    "ao|aos|as|ate|bem|boa|bom|com|como|da|das|de|desde|dia|do|dos|e|ela|ele|em|entre|esta|estou|"
    "este|eu|fazer|foi|gostaria|ha|isso|isto|ja|lhe|mais|mas|me|meu|minha|muito|na|nao|nas|no|nos|"
    "num|o|obrigada|obrigado|ola|os|ou|para|pela|pelo|pergunta|pode|podem|por|porque|posso|preciso|"
    "problema|qual|quando|que|quem|se|sem|ser|seu|sua|tambem|tenho|ter|um|uma|voce|voces",
    "ai|al|alla|anche|avere|buongiorno|che|chi|ci|ciao|come|con|cosa|cui|da|dal|dalla|degli|dei|"
    "del|della|delle|di|domanda|dopo|dove|e|ed|essere|fare|gli|grazie|ha|hanno|ho|il|in|io|la|le|"
    "lei|lo|loro|ma|mi|mia|mio|molto|ne|nei|nel|nella|no|noi|non|nostro|o|ogni|per|perche|piu|"
    "posso|problema|puo|qual|quale|quando|quello|questa|questo|salve|se|si|sia|sono|stato|su|sul|"
    "sulla|suo|tra|tutto|un|una|uno|vi|voi|vorrei",
    "ale|bardzo|bez|bo|by|byc|byl|byla|bylo|chce|co|czy|dla|do|dobry|dzien|dziekuje|gdy|gdzie|go|i|"
    "ich|ile|ja|jak|jako|jest|jestem|jeszcze|juz|kiedy|ktora|ktore|ktory|ma|mam|mi|mnie|mogla|mogl|"
    "moge|moj|moja|moje|moze|mozna|na|nam|nas|nie|niz|o|od|oraz|pan|pani|panstwo|po|pod|poniewaz|"
    "prosze|problem|przed|przez|przy|pytanie|sa|sie|tak|tam|te|tego|tej|ten|to|tu|tylko|w|we|witam|"
    "z|za|ze",
    NULL
};
/* clang-format on */
