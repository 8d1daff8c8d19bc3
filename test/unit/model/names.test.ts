import fc from 'fast-check';
import ts from 'typescript-5.4';
import { describe, expect, it } from 'vitest';
import { clashKey, methodName, namesFor } from '../../../src/model/names.js';

describe('names of messages and schemas', () => {
  it.each([
    ['PetAdopted', 'PetAdopted', 'petAdopted', 'pet-adopted'],
    ['petAdopted', 'PetAdopted', 'petAdopted', 'pet-adopted'],
    ['pet.adopted.v1', 'PetAdoptedV1', 'petAdoptedV1', 'pet-adopted-v1'],
    ['pet adopted/event', 'PetAdoptedEvent', 'petAdoptedEvent', 'pet-adopted-event'],
    ['HTTPRequest', 'HTTPRequest', 'httpRequest', 'http-request'],
    ['PET_STATUS', 'PET_STATUS', 'petStatus', 'pet-status'],
    ['Pet_Status', 'Pet_Status', 'petStatus', 'pet-status'],
    ['3dModel', 'Message3dModel', 'message3dModel', 'message3d-model'],
    ['../../etc/passwd', 'EtcPasswd', 'etcPasswd', 'etc-passwd'],
    ['Delete', 'Delete', 'delete_', 'delete'],
    ['Con', 'Con', 'con', 'con_'],
    ['lpt1', 'Lpt1', 'lpt1', 'lpt1_'],
    ['Größe', 'Größe', 'größe', 'größe'],
    ['订单', '订单', '订单_', '订单'],
    ['ペット・採用', 'ペット採用', 'ペット採用_', 'ペット採用'],
    ['\ua7da', 'Message', 'message', 'message'],
    ['\u0264x', '\u0264x', '\u0264x_', '\u0264x'],
    ['', 'Message', 'message', 'message'],
    ['/', 'Message', 'message', 'message'],
    ['__proto__', 'Proto', 'proto', 'proto'],
    ["x'; process.exit() //", 'XProcessExit', 'xProcessExit', 'x-process-exit'],
  ])('%j', (text, type, value, file) => {
    expect(namesFor(text, 'Message')).toEqual({ type, value, file });
  });

  it('compile, fit into every file system and stay in their folder, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const { type, value, file } = namesFor(text, 'Schema');
        expect(type).not.toBe(value);
        expect(compiles(`export type ${type} = 1; export const ${value} = 1;`)).toBe(true);
        expect(Buffer.byteLength(file)).toBeLessThan(200);
        expect(file).toMatch(/^[\p{ID_Continue}-]+$/u);
        expect(clashKey(type)).not.toBe('');
      }),
      {
        numRuns: 300,
        examples: [['\u13a0'], ['\ua7da'], ['a\u30fbb'], ['\u200d'], ['\u019bx'], ['\u{1e900}']],
      },
    );
  });

  it('have no letter that a compiler of users does not know', () => {
    const refused: string[] = [];
    for (let code = 0; code < 0xffff; code += 1) {
      const text = String.fromCharCode(code);
      const letters = [namesFor(`a${text}`, 'S'), namesFor(text, 'S')].flatMap(({ type, value }) =>
        Array.from(`${type}${value}${methodName(`a${text}`).name}`),
      );
      const isKnown = (letter: string): boolean =>
        ts.isIdentifierPart(letter.codePointAt(0) ?? 0, ts.ScriptTarget.ESNext);
      if (!letters.every(isKnown)) refused.push(code.toString(16));
    }
    expect(refused).toEqual([]);
  });

  it('are the same file only when they clash', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'B', '1', '-', '_', 'cd', 'É'),
      maxLength: 6,
    });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [one, two] = [namesFor(a, 'Message'), namesFor(b, 'Message')];
        fc.pre(clashKey(one.type) !== clashKey(two.type));
        expect(one.file).not.toBe(two.file);
        expect(one.value).not.toBe(two.value);
      }),
    );
  });
});

/** Generated code needs ES2022; what `transpileModule` takes by default knows the letters of ES5. */
const compilerOptions = { target: ts.ScriptTarget.ES2022 };

const compiles = (code: string): boolean =>
  ts.transpileModule(code, { reportDiagnostics: true, compilerOptions }).diagnostics?.length === 0;

describe('names of methods', () => {
  it.each([
    ['publishPetAdopted', 'publishPetAdopted'],
    ['turn-on', 'turnOn'],
    ['Turn_On', 'Turn_On'],
    ['$ref', '$ref'],
    ['3d', 'operation3d'],
    ['/', 'operation'],
    ['pet.adopted.publish', 'petAdoptedPublish'],
    ['delete', 'delete'],
  ])('%j is called %s', (text, name) => {
    expect(methodName(text)).toEqual({ name });
  });

  it.each(['then', 'constructor', '__proto__', 'toString', 'subscribe', 'replay', 'explain'])(
    '%s gets a trailing _',
    (text) => {
      expect(methodName(text)).toEqual({ name: `${text}_`, reserved: text });
    },
  );
});
