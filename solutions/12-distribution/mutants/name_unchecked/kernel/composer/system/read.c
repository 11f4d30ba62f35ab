/* SPDX-License-Identifier: MIT
 *
 * Mutant name_unchecked: a name need not be an identifier.
 */
static void read_end(struct model *m, struct end *end, const struct element *e)
{
    only_attributes(m, e, "pd id pp notify name setvar_id ");
    only_children(m, e, "");
    end->e = e;
    end->pd_name = attribute_required(m, e, "pd");
    end->id =
        attribute_required_number(m, e, "id", (struct range){ 0, ID_MAX });
    end->pp = attribute_boolean(m, e, "pp", false);
    end->notify = attribute_boolean(m, e, "notify", true);
    end->name = attribute_optional(m, e, "name");
    end->setvar_id = attribute_optional(m, e, "setvar_id");
}
