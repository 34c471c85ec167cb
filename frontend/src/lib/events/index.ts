/** What the shopper does, told to the shop. `track` never waits, never throws and never loses. */
import { IndexedDbArchive } from './archive';
import { type NewEvent, uuid } from './event';
import { Journal } from './journal';
import { EventKeeper } from './keeper';
import { Owners } from './owners';
import { Pause } from './pause';
import { EventQueue } from './queue';
import { type OnRecorded, sendEvents } from './send';
import { browserStorage } from './storage';
import { Tabs } from './tabs';
import type { Me } from '@/api/schema';
import { ensureSession, openedSession, resetSession } from '@/api/session';
import { tellSessionEnded } from '@/api/session-ended';

export type { BrowserEvent, NewEvent } from './event';

/** Signing out waits this long for what the shopper did before. */
const FAREWELL_MS = 4_000;
/** A tab that is gone may not be known as gone in the moment the next page starts. */
const LOOK_AGAIN_MS = 2_000;
const LOOK_EVERY_MS = 10_000;

const listeners = new Set<OnRecorded>();

interface Parts {
  queue: EventQueue;
  owners: Owners;
  tabs: Tabs;
}

let parts: Parts | undefined;

function theParts(): Parts {
  if (parts) return parts;
  const storage = browserStorage();
  const owners = new Owners(storage);
  const tabs = new Tabs();
  let learned: Me | undefined;
  const isKnown = () => learned !== undefined && learned === openedSession() && !owners.isStandIn;
  const queue = new EventQueue({
    keeper: new EventKeeper(new Journal(storage), new IndexedDbArchive()),
    owners,
    tabs,
    pause: new Pause(storage),
    isKnown,
    askWhoIsThere: async () => {
      // Another tab signed out: what this page was once told holds no more.
      if (learned && learned === openedSession()) resetSession();
      const me = await ensureSession();
      const before = learned && !owners.isStandIn ? owners.current : me.owner;
      learned = me;
      owners.learn(me.owner, me.authenticated);
      // Nobody signed in or out here. An answer to some reading had taken the cookie away before a write could be refused.
      if (before !== me.owner && !me.authenticated) tellSessionEnded();
    },
    send: (owner, events) =>
      sendEvents(owner, events, (recorded, sent) => listeners.forEach((tell) => tell(recorded, sent))),
  });
  parts = { queue, owners, tabs };
  return parts;
}

export function track(event: NewEvent): void {
  theParts().queue.add({ event_id: uuid(), occurred_at: new Date().toISOString(), ...event });
}

/** Before signing out: brings to the shop what waits, as far as that takes no more than a few seconds. */
export function deliverEvents(): Promise<void> {
  return theParts().queue.deliver(FAREWELL_MS);
}

/** After signing out: what could not be brought is nobody's any more. */
export async function forgetEvents(): Promise<void> {
  const { owners, queue } = theParts();
  owners.leave();
  await queue.forget();
}

/** Called with every answer of the shop and the events it answers for. Returns how to stop. */
export function onRecorded(listener: OnRecorded): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Picks up what earlier pages left, and sends before this page goes away. Returns how to stop. */
export function startEvents(): () => void {
  const { queue, tabs } = theParts();
  const adopt = () => void queue.adopt().catch(() => undefined);
  const onVisibility = () => {
    if (document.visibilityState === 'hidden') queue.leave();
    else adopt();
  };
  const onHide = () => {
    queue.leave();
    tabs.leave();
  };
  const onShow = () => {
    tabs.arrive();
    adopt();
  };
  const onOnline = () => queue.hurry();

  onShow();
  const again = setTimeout(adopt, LOOK_AGAIN_MS);
  // Without Web Locks nobody knows which tabs are gone: what they left waits for the next page.
  const every = tabs.areKnown ? setInterval(adopt, LOOK_EVERY_MS) : undefined;
  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('pagehide', onHide);
  window.addEventListener('pageshow', onShow);
  window.addEventListener('online', onOnline);
  return () => {
    clearTimeout(again);
    clearInterval(every);
    document.removeEventListener('visibilitychange', onVisibility);
    window.removeEventListener('pagehide', onHide);
    window.removeEventListener('pageshow', onShow);
    window.removeEventListener('online', onOnline);
  };
}
