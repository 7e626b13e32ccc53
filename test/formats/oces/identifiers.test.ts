import { expect } from 'chai';
import fc from 'fast-check';
import { looksLikeCpr } from '../../../src/formats/oces/cpr.ts';
import {
  cvrFromOrganizationIdentifier,
  isCvr,
  organizationIdentifier,
} from '../../../src/formats/oces/cvr.ts';
import { formatSubjectId, parseSubjectId } from '../../../src/formats/oces/subject-id.ts';

describe('CVR numbers', () => {
  it('are refused with a wrong check digit, length or first digit', () => {
    for (const text of [
      '',
      '1234567',
      '123456789',
      '12345678',
      '00000000',
      '1234567x',
      ' 13585628',
      '13585629',
    ]) {
      expect(isCvr(text), text).to.equal(false);
    }
  });

  it('of real companies pass', () => {
    // Danish Agency for Digital Government, Novo Nordisk, Danske Bank.
    for (const text of ['34051178', '24256790', '61126228']) expect(isCvr(text), text).to.equal(true);
  });

  it('with any one digit changed fail, as modulus 11 promises', () => {
    const change = fc.tuple(fc.nat({ max: 7 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(change, ([at, by]) => {
        const digits = Array.from('34051178', Number);
        digits[at] = (digits[at]! + by) % 10;
        expect(isCvr(digits.join(''))).to.equal(false);
      }),
    );
  });

  it('are found in the organizationIdentifier of Denmark only', () => {
    expect(cvrFromOrganizationIdentifier(organizationIdentifier('34051178'))).to.equal('34051178');
    for (const text of [
      'NTRSE-34051178',
      'NTRDK34051178',
      'NTRDK-3405117',
      'VATDK-34051178',
      'NTRDK-340511789',
    ]) {
      expect(cvrFromOrganizationIdentifier(text), text).to.equal(undefined);
    }
  });
});

describe('what looks like a CPR number', () => {
  const found = [
    '010190-1234',
    '0101901234',
    'Jens Hansen 311299 0001',
    'cpr:290200-4321',
    'CPR0101901234',
    '(010190–1234)',
    '６１０１９０-1234',
    '010190\u00a01234',
    'x010190‑1234y',
    'CVR:12345678-RID:0101901234',
    'ref 610190-1234',
  ];
  for (const text of found) {
    it(`is found: ${text}`, () => {
      expect(looksLikeCpr(text)).to.equal(true);
    });
  }

  const passed = [
    '',
    'Jens Hansen',
    '34051178',
    'NTRDK-34051178',
    'PID:9208-2002-2-010190123456',
    'UI:DK-O:G:01019012-3456-4789-8abc-010190123456',
    'UI:DK-P:G:a0101901-1234-4010-9012-a0101901234b',
    '320190-1234',
    '011390-1234',
    '000190-1234',
    '300290-1234',
    '920190-1234',
    '010190-12345',
    '1010190-1234',
    '010190--1234',
    '010190-123',
    '+45 70 10 18 81',
    '4f010190123400112233445566778899aabbccdd',
    '2026-01-01 2345',
  ];
  for (const text of passed) {
    it(`is not found: ${text || '(nothing)'}`, () => {
      expect(looksLikeCpr(text)).to.equal(false);
    });
  }

  it('is not found in any UUID', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => !looksLikeCpr(`UI:DK-P:G:${uuid}`)),
      { numRuns: 2000 },
    );
  });

  it('is looked for in linear time', () => {
    expect(looksLikeCpr('1'.repeat(1_000_000))).to.equal(false);
    expect(looksLikeCpr('0123456789abcdef'.repeat(60_000))).to.equal(false);
    expect(looksLikeCpr('00000000-0000-0000-'.repeat(50_000))).to.equal(false);
  });
});

describe('OCES subject identifiers', () => {
  it('are nothing else', () => {
    for (const text of [
      '',
      'PID:9208-2002-2-12345678901',
      'pid:9208-2002-2-123456789012',
      'CVR:1234567-RID:1',
      'CVR:12345678-RID:',
      'CVR:12345678-UID:abc',
      'CVR:12345678-XID:1',
      'UI:DK-X:G:00000000-0000-4000-8000-000000000000',
      'UI:DK-O:G:00000000-0000-4000-8000-00000000000',
      'UI:DK-O:G:AAAAAAAA-0000-4000-8000-000000000000',
      'UI:SE-O:G:00000000-0000-4000-8000-000000000000',
      ' PID:9208-2002-2-123456789012',
      'PID:9208-2002-2-123456789012\n',
    ]) {
      expect(parseSubjectId(text), text).to.equal(undefined);
    }
  });

  it('of every kind are read and written', () => {
    const uuid = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';
    const ids: [string, object][] = [
      ['PID:9208-2002-2-123456789012', { kind: 'pid', pid: '9208-2002-2-123456789012' }],
      ['CVR:34051178-RID:soren', { kind: 'rid', cvr: '34051178', number: 'soren' }],
      ['CVR:34051178-RID:1234567890123', { kind: 'rid', cvr: '34051178', number: '1234567890123' }],
      ['CVR:34051178-UID:42', { kind: 'uid', cvr: '34051178', number: '42' }],
      ['CVR:34051178-FID:42', { kind: 'fid', cvr: '34051178', number: '42' }],
      [`UI:DK-P:G:${uuid}`, { kind: 'person', uuid }],
      [`UI:DK-E:G:${uuid}`, { kind: 'employee', uuid }],
      [`UI:DK-O:G:${uuid}`, { kind: 'organisation', uuid }],
    ];
    for (const [text, id] of ids) {
      expect(parseSubjectId(text)).to.deep.equal(id);
      expect(formatSubjectId(parseSubjectId(text)!)).to.equal(text);
    }
  });
});
