import { cpSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/errors.ts';
import { Prompts } from '../../src/model/prompts.ts';
import { packagePath } from '../../src/package-root.ts';
import { temporaryDir } from '../helpers/databases.ts';

const dir = temporaryDir();
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('Prompts', () => {
  it('are files that ship, with every placeholder filled', () => {
    const text = Prompts.load().fill('answer', {
      count: '65',
      today: '2026-01-01',
      scope: '',
      history: '',
    });
    expect(text).toContain('the corpus holds 65 papers');
    expect(text).not.toContain('{{');
  });

  it('are read anew from a folder, so that a change needs no build', () => {
    cpSync(packagePath('prompts'), dir, { recursive: true });
    writeFileSync(path.join(dir, 'history.md'), 'Before: {{turns}}');
    expect(Prompts.load(dir).fill('history', { turns: '{{papers}}' })).toBe('Before: {{papers}}');
  });

  it('tell every wrong placeholder at once', () => {
    cpSync(packagePath('prompts'), dir, { recursive: true });
    writeFileSync(path.join(dir, 'history.md'), 'Nothing');
    writeFileSync(path.join(dir, 'scope.md'), '{{papers}} {{weather}}');
    expect(() => Prompts.load(dir)).toThrow(ConfigurationError);
    expect(() => Prompts.load(dir)).toThrow(
      /scope\.md has the unknown \{\{weather\}\}[\s\S]*history\.md lacks \{\{turns\}\}/,
    );
  });
});
