import type { AccountStore } from '../../authority/ports/ledger.ts';
import type { AccountRecord, Role } from '../../authority/ports/records.ts';
import type { Access } from './access.ts';
import { checkOneChanged } from './changed.ts';
import type { Row } from './connection.ts';
import { instant, instantOrNull, integer, milliseconds, text } from './values.ts';

const COLUMNS = 'username, password_hash, role, failed_sign_ins, locked_until, created_at';

function account(row: Row): AccountRecord {
  return {
    username: text(row, 'username'),
    passwordHash: text(row, 'password_hash'),
    role: text(row, 'role') as Role,
    failedSignIns: integer(row, 'failed_sign_ins'),
    lockedUntil: instantOrNull(row, 'locked_until'),
    createdAt: instant(row, 'created_at'),
  };
}

export class AccountTable implements AccountStore {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async insert(record: AccountRecord): Promise<void> {
    await this.#access.run(`insert into accounts (${COLUMNS}) values (?, ?, ?, ?, ?, ?)`, [
      record.username,
      record.passwordHash,
      record.role,
      record.failedSignIns,
      milliseconds(record.lockedUntil),
      milliseconds(record.createdAt),
    ]);
  }

  async find(username: string): Promise<AccountRecord | undefined> {
    const [row] = await this.#access.all(`select ${COLUMNS} from accounts where username = ?`, [username]);
    return row && account(row);
  }

  async list(): Promise<readonly AccountRecord[]> {
    const rows = await this.#access.all(`select ${COLUMNS} from accounts order by username`);
    return rows.map(account);
  }

  async setPassword(username: string, passwordHash: string): Promise<void> {
    const changed = await this.#access.run('update accounts set password_hash = ? where username = ?', [
      passwordHash,
      username,
    ]);
    checkOneChanged(changed, 'account');
  }

  async setFailures(username: string, failedSignIns: number, lockedUntil: Date | null): Promise<void> {
    const changed = await this.#access.run(
      'update accounts set failed_sign_ins = ?, locked_until = ? where username = ?',
      [failedSignIns, milliseconds(lockedUntil), username],
    );
    checkOneChanged(changed, 'account');
  }

  async remove(username: string): Promise<void> {
    checkOneChanged(await this.#access.run('delete from accounts where username = ?', [username]), 'account');
  }
}
