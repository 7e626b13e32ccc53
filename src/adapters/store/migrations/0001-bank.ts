import type { Migration, SchemaWords } from './migration.ts';

/** The first schema: all that the bank remembers. */
export const bank: Migration = {
  name: '0001-bank',
  statements: (words) => [
    ...issuers(words),
    ...issuances(words),
    ...certificates(words),
    ...orders(words),
    ...crls(words),
    ...people(words),
    ...audit(words),
  ],
};

function issuers({ blob, text, integer, strict }: SchemaWords): string[] {
  return [
    `create table issuers (
      id ${text} not null primary key,
      position ${integer} not null unique,
      role ${text} not null check (role in ('root', 'issuing', 'responder')),
      profile_id ${text} not null,
      parent_id ${text} not null,
      key_name ${text} not null,
      certificate_der ${blob} not null,
      sha256 ${text} not null unique,
      not_before ${integer} not null,
      not_after ${integer} not null,
      created_at ${integer} not null
    ) ${strict}`,
  ];
}

/** Every serial that was ever given, with what was to be signed until it was. */
function issuances(words: SchemaWords): string[] {
  const { blob, text, integer, strict } = words;
  return [
    `create table issuances (
      issuer_id ${text} not null,
      serial ${text} not null,
      state ${text} not null default 'intended' check (state in ('intended', 'completed', 'abandoned')),
      to_be_signed ${blob} check (state = 'completed' or to_be_signed is not null),
      public_key_sha256 ${text} not null,
      order_id ${text},
      at ${integer} not null,
      unique (serial, issuer_id)
    ) ${strict}`,
    'create index issuances_key on issuances (public_key_sha256)',
    `create unique index issuances_live_order on issuances (order_id) where state = 'intended'`,
    `create index issuances_live on issuances (at) where state = 'intended'`,
    ...refuse(words, 'issuances', 'delete', 'serials stay used'),
  ];
}

function certificates(words: SchemaWords): string[] {
  const { blob, text, integer, strict, strictInKey } = words;
  return [
    `create table certificates (
      id ${integer} not null primary key,
      sha256 ${text} not null unique,
      issuer_id ${text} not null,
      serial ${text} not null,
      der ${blob} not null,
      kind ${text} not null check (kind in ('POCES', 'MOCES', 'VOCES', 'FOCES', 'CA', 'OCSP')),
      profile_id ${text} not null,
      subject ${text} not null,
      common_name ${text} not null,
      organisation ${text},
      email ${text},
      cvr ${text},
      oces_id ${text},
      public_key_sha256 ${text} not null,
      not_before ${integer} not null,
      not_after ${integer} not null,
      issued_at ${integer} not null,
      order_id ${text},
      is_listed ${integer} not null check (is_listed in (0, 1)),
      crl_partition ${integer} not null,
      status ${text} not null check (status in ('good', 'on-hold', 'revoked')),
      reason ${text},
      revoked_at ${integer},
      invalidity_date ${integer},
      revocation_code_hash ${text},
      revocation_tries_left ${integer} not null,
      email_key ${text},
      words ${text} not null,
      unique (serial, issuer_id),
      check ((status = 'good') = (revoked_at is null)),
      check ((status = 'good') = (reason is null))
    ) ${strict}`,
    'create index certificates_order on certificates (order_id, id) where order_id is not null',
    'create index certificates_email on certificates (email_key, id) where email_key is not null',
    'create index certificates_cvr on certificates (cvr, id) where cvr is not null',
    'create index certificates_oces_id on certificates (oces_id, id) where oces_id is not null',
    // All that a CRL needs, of the revoked alone: a listing costs what is revoked, not what was issued.
    `create index certificates_revoked on certificates
      (issuer_id, crl_partition, revoked_at, serial, reason, invalidity_date, not_after) where status <> 'good'`,
    `create index certificates_status on certificates (status, id) where status <> 'good'`,
    ...refuse(words, 'certificates', 'delete', 'certificates are kept'),
    ...refuse(
      words,
      'certificates',
      'update of status',
      'a revocation is never undone',
      `old.status = 'revoked' and new.status <> 'revoked'`,
    ),
    `create table word_blocks (block ${integer} not null primary key) ${strict}`,
    `create table certificate_words (
      block ${integer} not null,
      word ${text} not null,
      certificate_id ${integer} not null,
      primary key (block, word, certificate_id)
    ) ${strictInKey}`,
  ];
}

function orders({ text, integer, strict }: SchemaWords): string[] {
  return [
    `create table orders (
      id ${text} not null primary key,
      position ${integer} not null unique,
      reference ${text} not null unique,
      profile_id ${text} not null,
      kind ${text} not null,
      common_name ${text} not null,
      organisation ${text},
      cvr ${text},
      email ${text},
      oces_id ${text} not null,
      is_listed ${integer} not null check (is_listed in (0, 1)),
      state ${text} not null check (state in ('registered', 'collected', 'cancelled')),
      activation_code_hash ${text} not null,
      tries_left ${integer} not null check (tries_left >= 0),
      expires_at ${integer} not null,
      created_by ${text} not null,
      created_at ${integer} not null,
      collected_at ${integer},
      certificate_sha256 ${text},
      check ((state = 'collected') = (certificate_sha256 is not null))
    ) ${strict}`,
    'create index orders_state on orders (state)',
  ];
}

function crls({ blob, text, integer, strict }: SchemaWords): string[] {
  return [
    `create table crls (
      issuer_id ${text} not null references issuers (id),
      crl_partition ${integer} not null,
      number ${integer} not null,
      this_update ${integer} not null,
      next_update ${integer} not null,
      der ${blob} not null,
      sha256 ${text} not null,
      primary key (issuer_id, crl_partition, number)
    ) ${strict}`,
  ];
}

function people({ text, integer, strict }: SchemaWords): string[] {
  return [
    `create table accounts (
      username ${text} not null primary key,
      password_hash ${text} not null,
      role ${text} not null check (role in ('officer', 'administrator', 'auditor')),
      failed_sign_ins ${integer} not null,
      locked_until ${integer},
      created_at ${integer} not null
    ) ${strict}`,
    `create table sessions (
      id ${text} not null primary key,
      data ${text} not null,
      expires_at ${integer} not null
    ) ${strict}`,
    'create index sessions_expiry on sessions (expires_at)',
  ];
}

function audit(words: SchemaWords): string[] {
  const { text, integer, strict } = words;
  return [
    `create table audit (
      sequence ${integer} not null primary key,
      at ${integer} not null,
      actor ${text} not null,
      action ${text} not null,
      object ${text} not null,
      details ${text} not null,
      previous_hash ${text} not null unique,
      hash ${text} not null
    ) ${strict}`,
    ...refuse(words, 'audit', 'update', 'audit records are never changed'),
    ...refuse(words, 'audit', 'delete', 'audit records are never removed'),
  ];
}

/** Triggers under which the database itself refuses `change` of `table`, where `when` holds. */
function refuse(
  { dialect }: SchemaWords,
  table: string,
  change: string,
  why: string,
  when?: string,
): string[] {
  const name = `${table}_refuse_${change.split(' ')[0]}`;
  const condition = when === undefined ? '' : `when (${when})`;
  if (dialect === 'sqlite') {
    return [
      `create trigger ${name} before ${change} on ${table} for each row ${condition}
       begin select raise(abort, '${why}'); end`,
    ];
  }
  const statements = [
    `create function ${name}() returns trigger language plpgsql as $$ begin raise exception '${why}'; end $$`,
    `create trigger ${name} before ${change} on ${table} for each row ${condition} execute function ${name}()`,
  ];
  if (change === 'delete') {
    statements.push(
      `create trigger ${name}_all before truncate on ${table} for each statement execute function ${name}()`,
    );
  }
  return statements;
}
