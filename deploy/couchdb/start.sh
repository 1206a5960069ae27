#!/bin/sh
# Starts a CouchDB node of the compose file: puts the secrets, which are files only root reads, where CouchDB looks, then
# hands over to the image's own start. Writes the same thing at every start, so that a container can be thrown away.
# Never passes a secret in the environment or on a command line.
set -eu
umask 077

secret() {
    tr -d '\r\n' < "/run/secrets/$1"
}

# What was changed over HTTP, or sent by another node when the cluster was joined, must not outlive these files.
rm -f /opt/couchdb/etc/local.d/docker.ini

# The image makes everything under /opt/couchdb/etc readable inside the container; nothing outside sees it.
cat > /opt/couchdb/etc/local.d/10-sohop.ini <<INI
[couchdb]
uuid = $(secret couchdb-uuid)

[admins]
sohop = $(secret couchdb-password-hash)

[chttpd_auth]
secret = $(secret couchdb-shared-secret)
INI
cp /etc/sohop/node.ini /opt/couchdb/etc/local.d/05-node.ini
# A node that has yet to be filled by the others must not be asked by anybody.
if [ "${IN_MAINTENANCE:-}" = "$NODENAME" ]; then
    printf '\n[couchdb]\nmaintenance_mode = true\n' >> /opt/couchdb/etc/local.d/10-sohop.ini
fi
secret couchdb-erlang-cookie > /opt/couchdb/.erlang.cookie

exec /docker-entrypoint.sh /opt/couchdb/bin/couchdb
