import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import type { OpenLedger } from '../../../src/adapters/store/ledger.ts';
import type { BankQuery } from '../../../src/authority/ports/ledger.ts';
import type { CertificateRecord } from '../../../src/authority/ports/records.ts';
import { onEveryDatabase } from '../../support/database.ts';
import { sampleCertificate, sampleIntent, sampleSerial, sampleSha256 } from '../../support/records.ts';
import { refusal } from '../../support/refusal.ts';

onEveryDatabase('a search of the bank', (database) => {
  let open: OpenLedger;
  beforeEach(async () => {
    open = await database.open();
  });

  async function issue(...given: Partial<CertificateRecord>[]): Promise<void> {
    const { good } = await open.ledger.read.certificates.countByStatus();
    await open.ledger.atomically(async ({ certificates }) => {
      for (const [i, fields] of given.entries()) {
        await certificates.insertIntent(sampleIntent(good + i + 1));
        await certificates.complete(sampleCertificate(good + i + 1, fields));
      }
    });
  }

  async function find(query: BankQuery): Promise<string[]> {
    const page = await open.ledger.read.certificates.search(query, { limit: 100 });
    expect(page.nextCursor).to.equal(null);
    return page.items.map((item) => item.commonName);
  }

  it('refuses a cursor that is mangled, made up or of another search', async () => {
    await issue({}, {}, {});
    const { certificates } = open.ledger.read;
    const { nextCursor } = await certificates.search({ text: 'person' }, { limit: 1 });
    expect(nextCursor).to.be.a('string');
    const mangled = [
      '',
      '1',
      'x',
      '2.',
      nextCursor!.slice(1),
      `1${nextCursor!}`,
      nextCursor!.toUpperCase(),
      `${nextCursor!} `,
      '9'.repeat(40),
      `-${nextCursor!}`,
      '\0',
    ];
    for (const cursor of mangled) {
      const error = await refusal(certificates.search({ text: 'person' }, { limit: 1, cursor }));
      expect(isCertBankError(error, 'search.invalid'), cursor).to.equal(true);
    }
    for (const query of [
      { text: 'perso' },
      { text: 'person', includeUnlisted: true },
      { cvr: 'person' },
      {},
    ]) {
      const error = await refusal(certificates.search(query, { limit: 1, cursor: nextCursor! }));
      expect(isCertBankError(error, 'search.invalid'), JSON.stringify(query)).to.equal(true);
    }
  });

  it('refuses a text without a letter or digit, an unknown status, two fields and a page without end', async () => {
    const { certificates } = open.ledger.read;
    for (const text of ['', '   ', '%', '*', '--', '._-']) {
      const error = await refusal(certificates.search({ text }, { limit: 1 }));
      expect(isCertBankError(error, 'search.invalid'), text).to.equal(true);
    }
    const status = "good' or 'a'='a" as 'good';
    expect(
      isCertBankError(await refusal(certificates.search({ status }, { limit: 1 })), 'search.invalid'),
    ).to.equal(true);
    expect(await refusal(certificates.search({ text: 'a', cvr: '1' }, { limit: 1 }))).to.be.instanceOf(
      TypeError,
    );
    for (const limit of [0, -1, 1.5, 1001, Number.NaN]) {
      expect(await refusal(certificates.search({}, { limit })), String(limit)).to.be.instanceOf(RangeError);
    }
  });

  it('takes nothing in a text for a pattern or for SQL', async () => {
    await issue({ commonName: 'Anna 100% Sikker_Drift' }, { commonName: "Bo '; drop table audit; --" });
    expect(await find({ text: 'sik%' })).to.deep.equal(['Anna 100% Sikker_Drift']);
    expect(await find({ text: 's%t' })).to.deep.equal([]);
    expect(await find({ text: '1_0' })).to.deep.equal([]);
    expect(await find({ text: "bo '; drop" })).to.deep.equal(["Bo '; drop table audit; --"]);
    expect(await find({ text: "' or 1=1 --" })).to.deep.equal([]);
    expect(await find({ cvr: "' or '1'='1" })).to.deep.equal([]);
  });

  it('finds by the beginning of any word of the names, in any case, with æ, ø and å', async () => {
    await issue(
      { commonName: 'Åse Ærøskøbing-Nielsen' },
      { commonName: 'NIELS ØSTERGÅRD', organisation: 'Blåbjerg Vand A/S' },
      { commonName: "Siobhán O'Neill" },
      { commonName: 'Aase Oestergaard' },
    );
    expect(await find({ text: 'niel' })).to.deep.equal(['NIELS ØSTERGÅRD', 'Åse Ærøskøbing-Nielsen']);
    expect(await find({ text: 'ÆRØ' })).to.deep.equal(['Åse Ærøskøbing-Nielsen']);
    expect(await find({ text: 'ærøskøbing-niels' })).to.deep.equal(['Åse Ærøskøbing-Nielsen']);
    expect(await find({ text: 'øster' })).to.deep.equal(['NIELS ØSTERGÅRD']);
    expect(await find({ text: 'BLÅB' })).to.deep.equal(['NIELS ØSTERGÅRD']);
    expect(await find({ text: 'a/s' })).to.deep.equal(['NIELS ØSTERGÅRD']);
    expect(await find({ text: 'neill' })).to.deep.equal(["Siobhán O'Neill"]);
    expect(await find({ text: "o'n" })).to.deep.equal(["Siobhán O'Neill"]);
    // The same letters, composed otherwise.
    expect(await find({ text: 'A\u030ase' })).to.deep.equal(['Åse Ærøskøbing-Nielsen']);
    expect(await find({ text: 'aase' })).to.deep.equal(['Aase Oestergaard']);
    // Not from within a word.
    expect(await find({ text: 'iels' })).to.deep.equal([]);
    expect(await find({ text: 'gård' })).to.deep.equal([]);
  });

  it('finds what has all words of a text, and one row where two words fit', async () => {
    await issue(
      { commonName: 'Anders Andersen', organisation: 'Andelen' },
      { commonName: 'Anders Berg' },
      { commonName: 'Berg Andersen' },
    );
    expect(await find({ text: 'and' })).to.deep.equal(['Berg Andersen', 'Anders Berg', 'Anders Andersen']);
    expect(await find({ text: 'berg anders' })).to.deep.equal(['Berg Andersen', 'Anders Berg']);
    expect(await find({ text: 'anders berg zzz' })).to.deep.equal([]);
  });

  it('finds an e-mail address by its beginning or whole, not from within', async () => {
    await issue(
      { commonName: 'One', email: 'Anna.Berg@Example.dk' },
      { commonName: 'Two', email: 'bo@example.dk' },
    );
    expect(await find({ text: 'anna.b' })).to.deep.equal(['One']);
    expect(await find({ text: 'ANNA.BERG@example.DK' })).to.deep.equal(['One']);
    expect(await find({ text: 'example' })).to.deep.equal([]);
    expect(await find({ email: 'anna.berg@example.DK' })).to.deep.equal(['One']);
    expect(await find({ email: 'anna' })).to.deep.equal([]);
  });

  it('finds by CVR number, OCES identifier, serial and digest, each exactly', async () => {
    await issue({ commonName: 'One', cvr: '28856075' }, { commonName: 'Two', ocesId: 'UI:DK-P:G:x-y' });
    expect(await find({ cvr: '28856075' })).to.deep.equal(['One']);
    expect(await find({ cvr: '2885607' })).to.deep.equal([]);
    expect(await find({ ocesId: 'UI:DK-P:G:x-y' })).to.deep.equal(['Two']);
    expect(await find({ serial: sampleSerial(1).toUpperCase() })).to.deep.equal(['One']);
    expect(await find({ sha256: sampleSha256(2).toUpperCase() })).to.deep.equal(['Two']);
  });

  it('shows the unlisted and the authority itself to administrators, and to whoever knows serial or digest', async () => {
    await issue(
      { commonName: 'Listed', cvr: '1', email: 'a@b.dk' },
      { commonName: 'Unlisted', cvr: '1', email: 'a@b.dk', isListed: false },
      { commonName: 'Listed CA', cvr: '1', email: 'a@b.dk', kind: 'CA' },
    );
    for (const query of [{ text: 'list' }, { text: 'unl' }, { cvr: '1' }, { email: 'a@b.dk' }, {}]) {
      const found = await find(query);
      expect(found, JSON.stringify(query)).to.deep.equal(query.text === 'unl' ? [] : ['Listed']);
    }
    expect(await find({ cvr: '1', includeUnlisted: true })).to.deep.equal([
      'Listed CA',
      'Unlisted',
      'Listed',
    ]);
    expect(await find({ text: 'unl', includeUnlisted: true })).to.deep.equal(['Unlisted']);
    expect(await find({ serial: sampleSerial(2) })).to.deep.equal(['Unlisted']);
    expect(await find({ sha256: sampleSha256(2) })).to.deep.equal(['Unlisted']);
  });

  it('finds the one that may be shown behind many that may not', async () => {
    await issue({ commonName: 'Row shown' });
    for (let i = 0; i < 4; i++) {
      await issue(...Array.from({ length: 25 }, () => ({ commonName: 'Row hidden', isListed: false })));
    }
    const page = await open.ledger.read.certificates.search({ text: 'row' }, { limit: 1 });
    expect(page.items.map((item) => item.commonName)).to.deep.equal(['Row shown']);
    expect(page.nextCursor).to.equal(null);
  });

  it('finds by status, alone and beside another field', async () => {
    const at = new Date('2026-02-01T00:00:00Z');
    await issue(
      { commonName: 'One good' },
      { commonName: 'One bad', status: 'revoked', reason: 'superseded', revokedAt: at },
      { commonName: 'Held', status: 'on-hold', reason: 'certificateHold', revokedAt: at },
    );
    expect(await find({ status: 'good' })).to.deep.equal(['One good']);
    expect(await find({ status: 'revoked' })).to.deep.equal(['One bad']);
    expect(await find({ status: 'on-hold' })).to.deep.equal(['Held']);
    expect(await find({ text: 'one', status: 'revoked' })).to.deep.equal(['One bad']);
  });

  it('gives every row once, newest first, while others are issued between the pages', async () => {
    for (const query of [{ text: 'row' }, { status: 'good' as const }, {}]) {
      open = await database.open();
      await issue(...Array.from({ length: 7 }, (_, i) => ({ commonName: `Row ${i}` })));
      const pages: string[][] = [];
      let cursor: string | null = null;
      do {
        const page = await open.ledger.read.certificates.search(query, {
          limit: 3,
          cursor: cursor ?? undefined,
        });
        pages.push(page.items.map((item) => item.commonName));
        await issue({ commonName: 'Row late' });
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(pages).to.deep.equal([['Row 6', 'Row 5', 'Row 4'], ['Row 3', 'Row 2', 'Row 1'], ['Row 0']]);
    }
  });
});
