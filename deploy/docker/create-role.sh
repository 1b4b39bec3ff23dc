#!/bin/sh
# Runs once, when a PostgreSQL container makes its data folder: the role that the subgraph signs in with. It owns its
# database and is no superuser, unlike the account that the image itself makes.
set -eu
password=$(cat /run/secrets/database_password)
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set role="$SUBGRAPH" --set password="$password" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"role" OWNER :"role";
REVOKE CONNECT ON DATABASE :"role" FROM PUBLIC;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
SQL
