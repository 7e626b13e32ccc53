import { expect } from 'chai';
import { fetchCertificate } from '../../../src/authority/bank/fetch.ts';
import { searchBank } from '../../../src/authority/bank/search.ts';
import { setListed, setListedWithCode } from '../../../src/authority/bank/visibility.ts';
import { countBank } from '../../../src/authority/bank/count.ts';
import type { Collected } from '../../../src/authority/enrollment/collected.ts';
import type { Actor } from '../../../src/authority/access/actor.ts';
import {
  AUDITOR,
  COMPANY,
  OFFICER,
  PERSON,
  PUBLIC,
  collectNew,
  makeBank,
  type TestBank,
} from '../../support/authority.ts';
import { refusalCode } from '../../support/refusal-code.ts';

describe('the bank', () => {
  let bank: TestBank;
  let person: Collected;
  let company: Collected;
  let hidden: Collected;
  before(async () => {
    bank = await makeBank();
    person = await collectNew(bank, PERSON);
    company = await collectNew(bank, COMPANY);
    hidden = await collectNew(
      bank,
      { ...PERSON, commonName: 'Hemmelig Hansen', email: 'hh@example.dk' },
      { isListed: false },
    );
  });
  after(() => bank.close());

  const find = async (q: string, actor: Actor = PUBLIC) => {
    const { items } = await searchBank(bank, { actor, q, page: { limit: 20 } });
    return items.map(({ commonName }) => commonName);
  };

  describe('refuses', () => {
    it('the public an empty or too short question', async () => {
      for (const q of ['', '  ', 'a', '--']) expect(await refusalCode(find(q))).to.equal('search.invalid');
    });

    it('CPR numbers, and questions without end', async () => {
      expect(await refusalCode(find('010203-1234'))).to.equal('search.invalid');
      expect(await refusalCode(find('x'.repeat(201)))).to.equal('search.invalid');
    });

    it('pages of more than a hundred', async () => {
      const request = { actor: PUBLIC, q: 'anne', page: { limit: 101 } };
      expect(await refusalCode(searchBank(bank, request))).to.equal('search.invalid');
    });

    it('certificates that it does not have', async () => {
      for (const id of ['0'.repeat(64), 'ff', 'no id at all', '']) {
        expect(await refusalCode(fetchCertificate(bank, id))).to.equal('certificate.not-found');
      }
    });

    it('the public and auditors to change who is listed', async () => {
      const { sha256 } = person.certificate;
      for (const actor of [PUBLIC, AUDITOR]) {
        expect(await refusalCode(setListed(bank, { actor, sha256, isListed: false }))).to.equal(
          'access.denied',
        );
      }
    });
  });

  it('finds by name, e-mail address, organisation, CVR number and OCES identifier', async () => {
    const { ocesId } = person.certificate;
    for (const q of [
      'anne',
      'ÆRØ',
      'Testesen',
      'anne@example.dk',
      'ANNE@EXAMPLE.DK',
      ocesId!,
      ocesId!.toUpperCase(),
    ]) {
      expect(await find(q), q).to.deep.equal(['Anne Ærø Testesen']);
    }
    for (const q of ['eksempel', '10150817', 'CVR:10150817', 'CVR-nr. 10150817', 'NTRDK-10150817']) {
      expect(await find(q), q).to.deep.equal(['Faktura']);
    }
  });

  it('finds by serial number and SHA-256, however they are written', async () => {
    const { serial, sha256 } = company.certificate;
    const colons = (text: string) => text.toUpperCase().replace(/(..)(?=.)/g, '$1:');
    for (const q of [serial, `serial: ${serial}`, colons(serial), sha256, colons(sha256), ` ${sha256} `]) {
      expect(await find(q), q).to.deep.equal(['Faktura']);
      if (!q.startsWith('serial')) {
        expect((await fetchCertificate(bank, q)).certificate.sha256).to.equal(sha256);
      }
    }
  });

  it('shows the unlisted to who knows serial number or SHA-256, and to those who run it', async () => {
    const { serial, sha256 } = hidden.certificate;
    expect(await find('Hemmelig')).to.deep.equal([]);
    expect(await find('hh@example.dk')).to.deep.equal([]);
    expect(await find(serial)).to.deep.equal(['Hemmelig Hansen']);
    expect(await find(sha256)).to.deep.equal(['Hemmelig Hansen']);
    for (const actor of [OFFICER, AUDITOR])
      expect(await find('Hemmelig', actor)).to.deep.equal(['Hemmelig Hansen']);
  });

  it('shows the authority’s own certificates in no search of the public, but gives them', async () => {
    expect(await find('Eksempelbanken')).to.deep.equal([]);
    expect(await find('Eksempelbanken', OFFICER)).to.include.members(['Eksempelbanken Root CA']);
    const { certificate, chain } = await fetchCertificate(bank, bank.issuers.root.record.sha256);
    expect(certificate.kind).to.equal('CA');
    expect(chain).to.deep.equal([]);
  });

  it('gives a certificate with its chain up to the root', async () => {
    const { chain } = await fetchCertificate(bank, person.certificate.sha256);
    const { issuing, root } = bank.issuers;
    expect(chain).to.deep.equal([issuing.record.certificateDer, root.record.certificateDer]);
  });

  it('lists everything, newest first, page by page, for those who run it', async () => {
    const request = { actor: OFFICER, q: '', page: { limit: 4 } };
    const first = await searchBank(bank, request);
    expect(first.items[0]!.commonName).to.equal('Hemmelig Hansen');
    const second = await searchBank(bank, { ...request, page: { limit: 4, cursor: first.nextCursor! } });
    expect(first.items.length + second.items.length).to.equal(8);
    expect(second.nextCursor).to.equal(null);
  });

  it('forgets and remembers a certificate in searches when it is unlisted and listed', async () => {
    const { sha256 } = company.certificate;
    await setListed(bank, { actor: OFFICER, sha256, isListed: false });
    expect(await find('eksempel')).to.deep.equal([]);
    await setListed(bank, { actor: OFFICER, sha256, isListed: true });
    expect(await find('eksempel')).to.deep.equal(['Faktura']);
  });

  it('lets the holder choose with the revocation code', async () => {
    const { certificate, revocationCode: code } = company;
    const request = { sha256: certificate.sha256, isListed: false };
    expect(await refusalCode(setListedWithCode(bank, { ...request, code: 'wrong' }))).to.equal(
      'revocation.wrong-code',
    );
    await setListedWithCode(bank, { ...request, code });
    expect(await find('eksempel')).to.deep.equal([]);
    await setListedWithCode(bank, { ...request, code, isListed: true });
    expect(await find('eksempel')).to.deep.equal(['Faktura']);
  });

  it('counts what it has, for those who run it', async () => {
    expect(await refusalCode(countBank(bank, { actor: PUBLIC }))).to.equal('access.denied');
    const counts = await countBank(bank, { actor: AUDITOR });
    expect(counts.certificates).to.deep.equal({ good: 8, 'on-hold': 0, revoked: 0 });
    expect(counts.orders).to.deep.equal({ registered: 0, collected: 3, cancelled: 0 });
    expect(counts.authorities.map(({ id }) => id)).to.have.members(['root', 'issuing']);
  });
});
