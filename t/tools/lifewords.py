"""What customers write in their languages in t/4760-life-in-languages.sh, what they are answered, and
by which words each kind of mail is known in each of them."""

# name, then (subject, text) of three tickets, the reason of a hold, an answer, a solution and what
# the customer says of it at the end. Each has letters that no ASCII has, as far as its language does.
PEOPLE = {
    "en": {
        "name": "Zoë Brontë",
        "asks": (("The café printer jams", "The printer in our café has jammed since the last update, and "
                  "nobody here knows how to get the paper out of it. What can we do?"),
                 ("Invoice 2026-11 has a naïve error", "The invoice of November names an address where we have "
                  "not lived for years. Could you please send us a new one?"),
                 ("It jams once more", "I forgot to say that the printer in the café also makes a loud noise "
                  "whenever somebody opens the upper tray.")),
        "reason": "We wait for a new roller from the maker.",
        "answer": "We have sent you a new roller. Does the printer still jam?",
        "solution": "The roller was worn out. The new one fits, and the printer prints again.",
        "again": "Thank you, but the paper still gets stuck in it.",
        "comment": "It took a week, though."},
    "de": {
        "name": "Jürgen Weiß",
        "asks": (("Der Drucker streikt schon wieder", "Unser Drucker im Büro druckt seit der letzten "
                  "Aktualisierung nicht mehr, und über den Knopf lässt er sich nicht ausschalten. Was können wir tun?"),
                 ("Rückfrage zur Rechnung für November", "Auf der Rechnung für November steht eine Anschrift, unter der "
                  "wir schon lange nicht mehr zu erreichen sind. Könnten Sie uns bitte eine neue schicken?"),
                 ("Nachtrag: er quietscht außerdem", "Ich habe vergessen zu schreiben, dass der Drucker außerdem laut "
                  "quietscht, sobald jemand das obere Fach öffnet.")),
        "reason": "Wir warten auf eine neue Walze des Herstellers.",
        "answer": "Wir haben Ihnen eine neue Walze geschickt. Hängt das Papier weiterhin fest?",
        "solution": "Die Walze war abgenutzt. Mit der neuen läuft das Gerät wieder, auch über Nacht.",
        "again": "Danke, aber das Papier bleibt leider noch immer stecken.",
        "comment": "Es hat allerdings eine Woche gedauert, schöne Grüße."},
    "fr": {
        "name": "Élodie Lefèvre",
        "asks": (("L’imprimante est bloquée à nouveau", "Notre imprimante ne fonctionne plus depuis la dernière mise à "
                  "jour, et personne ici ne sait comment retirer le papier coincé. Que pouvons-nous faire ?"),
                 ("Erreur sur la facture de décembre", "La facture de décembre porte une adresse où nous n’habitons plus "
                  "depuis des années. Pourriez-vous nous en envoyer une nouvelle ?"),
                 ("Elle fait aussi du bruit, hélas", "J’ai oublié de préciser que l’imprimante fait également un bruit "
                  "très fort dès que quelqu’un ouvre le bac supérieur.")),
        "reason": "Nous attendons un nouveau rouleau du fabricant.",
        "answer": "Nous vous avons expédié un nouveau rouleau. Le papier reste-t-il coincé ?",
        "solution": "Le rouleau était usé. Le nouveau convient, et l’appareil marche à nouveau.",
        "again": "Merci, mais le papier reste encore coincé à l’intérieur.",
        "comment": "Cela a quand même duré une semaine, malgré tout."},
    "es": {
        "name": "Begoña Muñoz",
        "asks": (("La impresora se atascó otra vez, ¡ayuda!", "Nuestra impresora no funciona desde la última "
                  "actualización y nadie aquí sabe cómo sacar el papel que se quedó dentro. ¿Qué podemos hacer?"),
                 ("Corrección de la factura de año nuevo", "La factura de noviembre lleva una dirección en la que no "
                  "vivimos desde hace muchos años. ¿Podrían enviarnos una nueva, por favor?"),
                 ("Además hace un ruido extraño", "Olvidé decirles que la impresora también hace un ruido muy fuerte "
                  "cuando alguien abre la bandeja de arriba.")),
        "reason": "Esperamos un rodillo nuevo del fabricante.",
        "answer": "Le hemos enviado un rodillo nuevo. ¿Sigue atascándose el papel?",
        "solution": "El rodillo estaba gastado. Con el nuevo, el aparato imprime así de bien.",
        "again": "Gracias, pero el papel sigue atascándose aquí.",
        "comment": "Eso sí, tardó una semana, qué lástima."},
    "pt": {
        "name": "João Conceição",
        "asks": (("A impressora avariou outra vez: não imprime", "A nossa impressora deixou de funcionar desde a última "
                  "atualização e ninguém aqui sabe como tirar o papel que ficou preso. O que podemos fazer?"),
                 ("Correção da fatura de novembro, por favor", "A fatura de novembro tem uma morada onde já não vivemos "
                  "há muitos anos. Poderiam enviar-nos uma nova com a morada certa, por favor?"),
                 ("Também faz um ruído, é verdade", "Esqueci-me de dizer que a impressora também faz um ruído muito forte "
                  "quando alguém abre a gaveta de cima, e isso não é normal.")),
        "reason": "Aguardamos um rolo novo do fabricante.",
        "answer": "Enviámos um rolo novo. O papel continua preso?",
        "solution": "O rolo estava gasto. Com o novo, o aparelho já não prende o papel.",
        "again": "Obrigado, mas o papel ainda fica preso lá dentro.",
        "comment": "Demorou uma semana, porém, e não é pouco."},
    "it": {
        "name": "Niccolò D’Aquà",
        "asks": (("La stampante è di nuovo bloccata", "La nostra stampante non funziona più dopo l’ultimo aggiornamento e "
                  "nessuno qui sa come togliere la carta che è rimasta dentro. Che cosa possiamo fare?"),
                 ("Errore nella fattura, perciò scrivo", "La fattura di novembre riporta un indirizzo dove non abitiamo "
                  "più da molti anni. Potreste per favore inviarcene una nuova con l’indirizzo giusto?"),
                 ("Fa anche un rumore, però più forte", "Ho dimenticato di dire che la stampante fa anche un rumore molto "
                  "forte quando qualcuno apre il cassetto superiore.")),
        "reason": "Aspettiamo un rullo nuovo dal produttore.",
        "answer": "Le abbiamo spedito un rullo nuovo. La carta si blocca ancora?",
        "solution": "Il rullo era consumato. Con quello nuovo la macchina stampa, perciò è fatta.",
        "again": "Grazie, però la carta resta ancora bloccata là dentro.",
        "comment": "Ci è voluta però una settimana, è un po’ troppo."},
    "pl": {
        "name": "Żaneta Wójcik",
        "asks": (("Drukarka znów się zacięła, proszę o pomoc", "Nasza drukarka nie drukuje od ostatniej aktualizacji i "
                  "nikt u nas nie wie, jak wyjąć papier, który w niej został. Co możemy zrobić?"),
                 ("Błąd na fakturze za listopad", "Na fakturze za listopad jest adres, pod którym już od wielu lat nie "
                  "mieszkamy. Czy mogliby Państwo przysłać nam nową, z właściwym adresem?"),
                 ("Poza tym głośno piszczy", "Zapomniałam napisać, że drukarka również bardzo głośno piszczy, gdy tylko "
                  "ktoś otworzy górną szufladę.")),
        "reason": "Czekamy na nowy wałek od producenta.",
        "answer": "Wysłaliśmy nowy wałek. Czy papier nadal się zacina?",
        "solution": "Wałek był zużyty. Z nowym urządzenie znów działa, także w nocy.",
        "again": "Dziękuję, ale papier nadal się zacina.",
        "comment": "Trwało to jednak cały tydzień, szkoda."},
    "ja": {
        "name": "山田 花子",
        "asks": (("プリンタの紙詰まりについて", "先週の更新から、事務所のプリンタが動かなくなりました。中に残った紙の取り出し方も"
                  "わかりません。どうすればよいでしょうか。よろしくお願いします。"),
                 ("十一月の請求書の訂正のお願い", "十一月の請求書に、何年も前に引っ越した古い住所が書かれています。正しい住所の"
                  "請求書をもう一度送っていただけますか。"),
                 ("異音もしています", "書き忘れましたが、上のトレイを開けると、プリンタから大きな音もします。いつもと違う音なので、"
                  "とても心配しています。")),
        "reason": "メーカーから新しいローラーが届くのを待っています。",
        "answer": "新しいローラーをお送りしました。まだ紙が詰まりますでしょうか。",
        "solution": "ローラーがすり減っていました。新しいものに替えて直りました。",
        "again": "ありがとうございます。ですが、まだ紙が詰まります。",
        "comment": "ただ、一週間もかかりました。"},
}

KINDS = ("ack", "assigned", "in-progress", "on-hold", "resolved", "reopened", "closed", "merged", "answer",
         "reminder", "survey", "result")

# In the order of KINDS; #N is the number of a ticket. "answer" is a reply that resolves.
MARKS = {
    "en": ("Your reference:", "in the hands of", "is at work on your request", "is on hold for the moment",
           "We have resolved your request", "is open again", "We have closed your request", "We have joined your request",
           "With this answer we take your request", "Do you still need our help?", "We have one question about it",
           "Last change:"),
    "de": ("Ihre Vorgangsnummer:", "übernommen", "arbeitet an Ihrer Anfrage", "ruht im Moment",
           "Ist Ihre Anfrage auch aus Ihrer Sicht gelöst?", "wieder offen. Wir kümmern uns", "Ihre Anfrage #N haben wir geschlossen",
           "zusammengelegt", "Mit dieser Antwort ist Ihre Anfrage", "Brauchen Sie unsere Hilfe noch?",
           "Ein Klick genügt", "Letzte Änderung:"),
    "fr": ("Votre référence :", "est désormais suivie par", "traite actuellement votre demande",
           "est en attente pour le moment", "a été résolue", "est de nouveau ouverte", "Nous avons clôturé",
           "Nous avons réuni", "Avec cette réponse, nous considérons", "Avez-vous encore besoin de notre aide ?",
           "Un clic suffit", "Dernière mise à jour :"),
    "es": ("Su referencia:", "está ahora en manos de", "está trabajando en su solicitud", "en espera por el momento",
           "ha quedado resuelta", "está abierta de nuevo", "Hemos cerrado su solicitud", "Hemos unido su solicitud",
           "Con esta respuesta damos por resuelta", "¿Necesita todavía nuestra ayuda?", "Basta un clic: abra el enlace",
           "Última actualización:"),
    "pt": ("A sua referência:", "está agora a cargo de", "trata neste momento do seu pedido", "está suspenso por enquanto",
           "foi resolvido", "está novamente aberto", "foi fechado", "foi unido", "Com esta resposta damos",
           "Ainda precisa da nossa ajuda?", "Temos uma única pergunta", "Última atualização:"),
    "it": ("Il Suo riferimento:", "è ora seguita da", "sta lavorando alla Sua richiesta", "per il momento in sospeso",
           "è stata risolta", "è di nuovo aperta", "abbiamo chiuso", "abbiamo unito", "Con questa risposta consideriamo",
           "Ha ancora bisogno del nostro aiuto?", "Basta un clic: apra il link", "Ultimo aggiornamento:"),
    "pl": ("Numer zgłoszenia:", "zajmuje się teraz", "pracuje nad Państwa zgłoszeniem", "jest na razie wstrzymane",
           "zostało rozwiązane", "jest ponownie otwarte", "zamknęliśmy", "połączyliśmy", "Po tej odpowiedzi uznajemy",
           "Czy nasza pomoc jest nadal potrzebna?", "Wystarczy jedno kliknięcie", "Ostatnia zmiana:"),
    "ja": ("お問い合わせ番号:", "が担当いたします", "が対応を進めております", "対応を一時保留しております", "解決方法:",
           "対応を再開いたしました", "を終了いたしました", "一つにまとめました", "この返信をもって",
           "引き続きサポートが必要でしょうか", "一つだけお聞かせください", "最終更新:"),
}

# Which no mail in another language has.
ENGLISH = ("the", "your", "you", "please", "with", "this", "reply", "hello", "thank", "regards", "have", "will", "from",
           "been", "request", "and", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
           "january", "february", "july", "october", "december")
