#include "machine/suspicion.h"
#include "mails.h"
#include "parse/parse.h"

#include <criterion/criterion.h>

#define TO   "To: desk@example.org\n"
#define COPY "Received: from x by y\nFrom: desk@example.org\nTo: jane@example.net\nSubject: s\n"

/* Not every mail that looks like a delivery report is one. */
Test(suspicion, leaves_other_mail_alone)
{
    static const struct {
        const char *name, *mail;
    } rows[] = {
        { "a person quotes a bounce",
          "From: Jane <jane@example.net>\n" TO
          "Subject: Re: Undelivered Mail Returned to Sender\n\n"
          "I got this back, what now?\n\n> I'm sorry to have to inform you that your message could "
          "not\n"
          "> be delivered.\n>\n> <john@example.net>: host mx said: 550 5.1.1 User unknown\n" },
        { "a person pastes a bounce under a subject of its own",
          "From: Jane <jane@example.net>\n" TO "Subject: Undelivered Mail Returned to Sender\n\n"
          "This is the mail system at host mx.example.org.\n"
          "I'm sorry to have to inform you that your message could not be delivered.\n\n"
          "<john@example.net>: host mx said: 550 5.1.1 User unknown\n\n" COPY },
        { "a person forwards a bounce",
          "From: Jane <jane@example.net>\n" TO "Subject: Fwd: Mail delivery failed\n\n"
          "Begin forwarded message:\nFrom: Mailer-Daemon@mx.example.org\n\n"
          "A message that you sent could not be delivered.\n\n  john@example.net\n\n" COPY },
        { "a bounce as an attachment",
          "From: Jane <jane@example.net>\n" TO "Subject: look at this\n"
          "Content-Type: multipart/mixed; boundary=o\n\n--o\n\nSee below.\n\n"
          "--o\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@mx.example.org\n"
          "Subject: failure notice\n"
          "Content-Type: multipart/report; report-type=delivery-status; boundary=i\n\n"
          "--i\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; "
          "john@example.net\n"
          "Action: failed\nStatus: 5.1.1\n\n--i--\n--o--\n" },
        { "an out-of-office answer",
          "From: Jane <jane@example.net>\nReturn-Path: <>\nAuto-Submitted: auto-replied\n" TO
          "Subject: Automatic reply: your message\n\nI have left the company; this mailbox is no "
          "longer in use and your message was not delivered to anybody.\n" },
        { "an out-of-office answer to a bounce",
          "From: Jane <jane@example.net>\nReturn-Path: <>\nAuto-Submitted: auto-replied\n" TO
          "Subject: Re: Undeliverable: hello\n\nI am away until Monday.\n" },
        { "a postmaster who writes himself",
          "From: Postmaster <postmaster@example.net>\n" TO "Subject: Maintenance on Sunday\n\n"
          "Dear customers, the server will be down from 2 to 3.\n" },
        { "an administrator who writes himself",
          "From: System Administrator <admin@example.net>\n" TO "Subject: question\n\n"
          "Since Monday mail to john@example.net could not be delivered, the log says\n"
          "550 5.1.1 user unknown. Any idea?\n" },
        { "a postmaster who answers",
          "From: Postmaster <postmaster@example.net>\n" TO "Subject: Re: Mail delivery failed\n\n"
          "The user unknown was a typo of ours, your message was not delivered. Sorry!\n" },
        { "a postmaster who answers from outside",
          "From: Postmaster <postmaster@example.net>\n" TO
          "Subject: [EXT] Re: Mail delivery failed\n\n"
          "The user unknown was a typo of ours, your message was not delivered. Sorry!\n" },
        { "a parcel that could not be delivered",
          "From: Parcels <noreply@parcels.example.net>\nAuto-Submitted: auto-generated\n" TO
          "Subject: Delivery failed\n\nYour parcel could not be delivered. We will try again.\n" },
        { "a parcel of the royal mail",
          "From: Royal Mail Delivery <info@parcels.example.net>\n" TO
          "Subject: Your parcel\n\nYour parcel could not be delivered.\n" },
        { "a read receipt",
          "From: Jane <jane@example.net>\n" TO "Subject: Not read: your message\n"
          "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
          "--b\n\nYour message was deleted without being read.\n"
          "--b\nContent-Type: message/disposition-notification\n\n"
          "Final-Recipient: rfc822; jane@example.net\n"
          "Disposition: automatic-action/MDN-sent-automatically; deleted\n\n--b--\n" },
        { "a complaint",
          "From: Mail Delivery System <postmaster@example.net>\n" TO
          "Subject: Abuse report: delivery failed\n"
          "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
          "--b\n\nThis is an abuse report; the message could not be delivered.\n"
          "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n\n--b--\n" },
        { "a mailing list on bounces",
          "From: John <john@example.net>\nList-Id: <postmasters.example.net>\n" TO
          "Subject: bounce handling\n\nWhat do you do with 550 5.1.1 user unknown?\n" },
        { "a program that attaches a report",
          "From: Jane <jane@example.net>\nAuto-Submitted: auto-generated\n" TO
          "Subject: report\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nSee below.\n\n"
          "--o\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@mx.example.net\n"
          "Content-Type: multipart/report; report-type=delivery-status; boundary=i\n\n"
          "--i\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; "
          "john@example.net\nAction: failed\nStatus: 5.1.1\n\n--i--\n\n--o--\n" },
        { "a daemon that refuses nobody",
          "From: MAILER-DAEMON@example.net\n" TO "Subject: Arvelo\n\nVelo jane@example.net 250 "
          "2.0.0 ilo\n" },
        { "a daemon that names nobody but ourselves",
          "From: MAILER-DAEMON@example.net\n" TO "Subject: Arvelo\n\nVelo desk@example.org 550 "
          "5.7.1 ilo\n" },
        { "a machine that reports something else",
          "From: root@example.net\nAuto-Submitted: auto-generated\n" TO
          "Subject: Cron <root@mx> backup\n\nrsync: 550 files, delivery failed for none\n" },
    };
    desk_parse_init();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = desk_parse(bytes_of(rows[i].mail));
        cr_expect(mail->machine != DESK_MACHINE_BOUNCE && mail->machine != DESK_MACHINE_DELAY &&
                      mail->machine != DESK_MACHINE_SUCCESS,
                  "%s: %s by %s", rows[i].name, desk_machine_name(mail->machine),
                  mail->machine_evidence);
        cr_expect_eq(mail->bounces->len, 0, "%s", rows[i].name);
        cr_expect_str_eq(mail->returned_id, "", "%s", rows[i].name);
    }
}

/* Subject, what the server says, and what is to be read: kind and "action status". */
Test(suspicion, reads_notices_in_many_languages)
{
    static const struct {
        const char *language, *subject, *text;
        DeskMachineKind kind;
        const char *status;
        bool hard;
    } rows[] = {
        { "de", "Unzustellbar: Ihre Bestellung",
          "Ihre Nachricht hat einige oder alle Empfänger nicht erreicht.\n\n"
          "jane@example.net am 02.03.2026 10:00\n  Der Empfänger existiert nicht.\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
        { "de", "Verzögerte Zustellung",
          "Ihre Nachricht konnte noch nicht zugestellt werden:\n\n  jane@example.net\n",
          DESK_MACHINE_DELAY, "4.0.0", false },
        { "fr", "Non remis : Votre commande",
          "Votre message n'est pas parvenu à certains ou à tous les destinataires.\n\n"
          "jane@example.net le 02/03/2026\n  La boîte aux lettres est pleine.\n",
          DESK_MACHINE_BOUNCE, "5.2.2", false },
        { "fr", "Échec de la remise du message",
          "Votre message n’a pas pu être remis au destinataire suivant :\n\njane@example.net\n\n"
          "Cet utilisateur n’existe pas.\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
        { "es", "No se puede entregar: Su pedido",
          "No se pudo entregar el mensaje a estos destinatarios:\n\njane@example.net\n\n"
          "Usuario desconocido\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
        { "it", "Non recapitabile: ordine",
          "Il messaggio non è stato recapitato a tutti o ad alcuni destinatari.\n\n"
          "jane@example.net il 02/03/2026\n  Casella piena\n",
          DESK_MACHINE_BOUNCE, "5.2.2", false },
        { "pt", "Não é possível entregar: pedido",
          "A sua mensagem não chegou a alguns ou a todos os destinatários.\n\njane@example.net\n"
          "  usuário desconhecido\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
        { "nl", "Onbestelbaar: bestelling",
          "Uw bericht kon niet worden bezorgd bij de volgende geadresseerden:\n\njane@example.net\n"
          "  De mailbox is vol.\n",
          DESK_MACHINE_BOUNCE, "5.2.2", false },
        { "sv", "Olevererbart: order",
          "Meddelandet kunde inte levereras till följande mottagare:\n\njane@example.net\n"
          "  Okänd användare\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
        { "da", "Kan ikke leveres: ordre",
          "Din meddelelse kunne ikke leveres til:\n\njane@example.net\n  Brugeren findes ikke\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
        { "no", "Kan ikke leveres: ordre",
          "Meldingen kunne ikke leveres til:\n\njane@example.net\n  postkassen er full\n",
          DESK_MACHINE_BOUNCE, "5.2.2", false },
        { "fi", "Toimitus epäonnistui: tilaus",
          "Viestiä ei voitu toimittaa seuraavalle vastaanottajalle:\n\njane@example.net\n"
          "  Osoitetta ei ole olemassa\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
        { "pl", "Niedostarczone: zamówienie",
          "Twoja wiadomość nie mogła zostać dostarczona do:\n\njane@example.net\n"
          "  Konto nie istnieje\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
        { "cs", "Nedoručitelné: objednávka",
          "Zprávu nelze doručit těmto příjemcům:\n\njane@example.net\n  Schránka je plná.\n",
          DESK_MACHINE_BOUNCE, "5.2.2", false },
        { "hu", "Kézbesíthetetlen: rendelés",
          "Az üzenet nem kézbesíthető a következő címzettnek:\n\njane@example.net\n"
          "  A postafiók nem létezik\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
        { "ru", "Недоставленное: заказ",
          "К сожалению, Ваше письмо не может быть доставлено:\n\njane@example.net\n"
          "  Такого пользователя нет\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
        { "tr", "Teslim edilemedi: sipariş",
          "İletiniz şu alıcıya teslim edilemedi:\n\njane@example.net\n  Bilinmeyen kullanıcı\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
        { "el", "Δεν είναι δυνατή η παράδοση: παραγγελία",
          "Δεν ήταν δυνατή η παράδοση του μηνύματος:\n\njane@example.net\n  Η διεύθυνση δεν "
          "υπάρχει\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
        { "ja", "配信不能: 注文",
          "次の宛先にメールを配信できませんでした。\n\njane@example.net\n"
          "メールボックスの容量が一杯です\n",
          DESK_MACHINE_BOUNCE, "5.2.2", false },
        { "ja", "配信遅延のお知らせ",
          "メールの配信が遅延しています。\n\njane@example.net\n\n再送を試みます。\n",
          DESK_MACHINE_DELAY, "4.0.0", false },
        { "zh", "系统退信",
          "很抱歉，您发送的邮件被退回。\n\n收件人：jane@example.net\n退信原因：用户不存在\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
        { "zh", "無法傳遞: 訂單", "您的郵件無法傳遞給下列收件者：\n\njane@example.net\n信箱已滿\n",
          DESK_MACHINE_BOUNCE, "5.2.2", false },
        { "ko", "배달되지 않음: 주문",
          "다음 받는 사람에게 메일을 배달하지 못했습니다.\n\njane@example.net\n존재하지 않는 "
          "사용자\n",
          DESK_MACHINE_BOUNCE, "5.1.1", true },
    };
    desk_parse_init();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *raw =
            g_strdup_printf("From: MAILER-DAEMON@mx.example.net\n" TO "Subject: %s\n"
                            "Content-Type: text/plain; charset=utf-8\n\n%s",
                            rows[i].subject, rows[i].text);
        g_autoptr(DeskMail) mail = desk_parse(bytes_of(raw));
        cr_assert_eq(mail->machine, rows[i].kind, "%s: %s: %s", rows[i].language, rows[i].subject,
                     desk_machine_name(mail->machine));
        cr_assert_eq(mail->bounces->len, 1, "%s: %s", rows[i].language, rows[i].subject);
        const DeskBounce *bounce = g_ptr_array_index(mail->bounces, 0);
        cr_expect_str_eq(bounce->recipient, "jane@example.net", "%s: %s", rows[i].language,
                         bounce->recipient);
        cr_expect_str_eq(bounce->status, rows[i].status, "%s: %s: %s", rows[i].language,
                         rows[i].subject, bounce->status);
        cr_expect_eq(bounce->hard, rows[i].hard, "%s: %s", rows[i].language, rows[i].subject);
        cr_expect_neq(*bounce->diagnostic, '\0', "%s: %s", rows[i].language, rows[i].subject);
    }
}
