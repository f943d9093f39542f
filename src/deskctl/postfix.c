#include "deskctl/postfix.h"

DeskService *
desk_service_new(const char *name, const char *type)
{
    DeskService *service = g_new0(DeskService, 1);
    service->name = g_strdup(name);
    service->type = g_strdup(type);
    service->daemon = g_strdup("");
    service->overrides = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return service;
}

void
desk_service_free(DeskService *service)
{
    if (!service)
        return;
    g_free(service->name);
    g_free(service->type);
    g_free(service->daemon);
    g_hash_table_unref(service->overrides);
    g_free(service);
}

DeskPostfix *
desk_postfix_new(void)
{
    DeskPostfix *postfix = g_new0(DeskPostfix, 1);
    postfix->settings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    postfix->services = g_ptr_array_new_with_free_func((GDestroyNotify) desk_service_free);
    return postfix;
}

void
desk_postfix_free(DeskPostfix *postfix)
{
    if (!postfix)
        return;
    g_hash_table_unref(postfix->settings);
    g_ptr_array_unref(postfix->services);
    g_free(postfix);
}

const char *
desk_postfix_setting(const DeskPostfix *postfix, const char *name)
{
    const char *value = g_hash_table_lookup(postfix->settings, name);
    return value ? value : "";
}

const char *
desk_service_setting(const DeskPostfix *postfix, const DeskService *service, const char *name)
{
    const char *value = g_hash_table_lookup(service->overrides, name);
    return value ? value : desk_postfix_setting(postfix, name);
}

bool
desk_postfix_list_has(const char *list, const char *word)
{
    g_auto(GStrv) words = g_strsplit_set(list, ", \t\r\n", 0);
    return g_strv_contains((const char *const *) words, word);
}
