import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import type { CrlRecord } from '../../../src/authority/ports/records.ts';
import { onEveryDatabase } from '../../support/database.ts';
import { sampleIssuer, sampleSha256 } from '../../support/records.ts';
import { refusal } from '../../support/refusal.ts';

onEveryDatabase('the issuers and their CRLs', (database) => {
  const crl = (number: number, partition = 0): CrlRecord => ({
    issuerId: 'issuing',
    partition,
    number,
    thisUpdate: new Date(1_800_000_000_000 + number),
    nextUpdate: new Date(1_900_000_000_000),
    der: Uint8Array.of(0x30, 0x01, number),
    sha256: sampleSha256(number, 'l'),
  });

  it('refuse an id, a digest and a CRL number a second time, and a CRL of nobody', async () => {
    const { ledger } = await database.open();
    await ledger.atomically(({ issuers }) => issuers.insert(sampleIssuer('issuing')));
    await ledger.atomically(({ crls }) => crls.insert(crl(1)));
    const refused = [
      ledger.atomically(({ issuers }) =>
        issuers.insert(sampleIssuer('issuing', { sha256: sampleSha256(1) })),
      ),
      ledger.atomically(({ issuers }) =>
        issuers.insert(sampleIssuer('other', { sha256: sampleIssuer('issuing').sha256 })),
      ),
      ledger.atomically(({ crls }) => crls.insert(crl(1))),
      ledger.atomically(({ crls }) => crls.insert({ ...crl(2), issuerId: 'nobody' })),
    ];
    for (const promise of refused)
      expect(isCertBankError(await refusal(promise), 'store.conflict')).to.equal(true);
  });

  it('are given back as they were put in, the newest first', async () => {
    const { ledger } = await database.open();
    const [root, issuing] = [sampleIssuer('root', { role: 'root' }), sampleIssuer('issuing')];
    await ledger.atomically(async ({ issuers, crls }) => {
      await issuers.insert(root);
      await issuers.insert(issuing);
      for (const number of [9, 10, 8]) await crls.insert(crl(number));
      await crls.insert(crl(99, 1));
    });
    expect(await ledger.read.issuers.list()).to.deep.equal([issuing, root]);
    expect(await ledger.read.issuers.find('root')).to.deep.equal(root);
    expect(await ledger.read.issuers.find('nobody')).to.equal(undefined);
    expect(await ledger.read.crls.findLatest('issuing', 0)).to.deep.equal(crl(10));
    expect(await ledger.read.crls.findLatest('issuing', 2)).to.equal(undefined);
  });
});
