#include "deskctl/findings.h"

static void
finding_free(gpointer data)
{
    DeskFinding *finding = data;
    g_free(finding->subject);
    g_free(finding->now);
    g_free(finding->why);
    g_free(finding->mend);
    g_free(finding);
}

GPtrArray *
desk_findings_new(void)
{
    return g_ptr_array_new_with_free_func(finding_free);
}

const char *
desk_severity_name(DeskSeverity severity)
{
    static const char *const words[] = { "broken", "unsafe", "slow" };
    return words[severity];
}

void
desk_finding_add(GPtrArray *findings, DeskSeverity severity, const char *subject,
                 const char *const texts[3])
{
    DeskFinding *finding = g_new0(DeskFinding, 1);
    finding->severity = severity;
    finding->subject = g_strdup(subject);
    finding->now = g_strdup(texts[0]);
    finding->why = g_strdup(texts[1]);
    finding->mend = g_strdup(texts[2]);
    g_ptr_array_add(findings, finding);
}
