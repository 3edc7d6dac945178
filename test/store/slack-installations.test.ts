import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { SlackInstallations } from '../../src/store/slack-installations.ts';
import { databaseKinds } from '../helpers/databases.ts';

const SECRET = 's'.repeat(32);
const INSTALL = { team: { id: 'T1' }, bot: { token: 'xoxb-secret' } };

describe.each(databaseKinds)('Slack installs in $kind', ({ locate }) => {
  it('come back as they were, are sealed at rest and can be forgotten', async () => {
    const location = await locate();
    const db = await openDatabase(location);
    const installs = new SlackInstallations(db, SECRET);
    const now = new Date('2026-11-23T09:00:00Z');
    expect(await installs.find('T1')).toBeUndefined();
    await installs.save('T1', { old: true }, now);
    await installs.save('T1', INSTALL, now);
    expect(await installs.find('T1')).toEqual(INSTALL);
    const { sealed } = await db
      .selectFrom('slack_installations')
      .selectAll()
      .executeTakeFirstOrThrow();
    expect(Buffer.from(sealed, 'base64').includes('xoxb')).toBe(false);

    const another = new SlackInstallations(db, 'x'.repeat(32));
    await expect(another.find('T1')).rejects.toThrow(/cannot be decrypted/);
    // A row that was moved to another team does not open there.
    await db
      .insertInto('slack_installations')
      .values({ key: 'T2', sealed, updated_at: 0 })
      .execute();
    await expect(installs.find('T2')).rejects.toThrow(/cannot be decrypted/);

    await installs.delete('T1');
    expect(await installs.find('T1')).toBeUndefined();
    await db.destroy();
    await location.dispose();
  });
});
