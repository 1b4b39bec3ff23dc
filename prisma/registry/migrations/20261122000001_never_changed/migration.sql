-- History is only ever added to. Launches and revisions go with their graph; the audit stays for good.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER "launch_never_changed" BEFORE UPDATE ON "launch"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

CREATE TRIGGER "subgraph_revision_never_changed" BEFORE UPDATE ON "subgraph_revision"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

CREATE TRIGGER "audit_entry_never_changed" BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
