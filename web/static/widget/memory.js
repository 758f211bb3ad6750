// What a page view keeps of its conversation; in memory alone where the browser blocks storage.

const KEPT_TURNS = 12;

class Memory {
  constructor(key) {
    this.key = key;
    try {
      this.storage = window.sessionStorage;
      const kept = JSON.parse(this.storage.getItem(key));
      if (kept && typeof kept.id === "string" && Array.isArray(kept.turns)) Object.assign(this, { id: kept.id, turns: kept.turns });
    } catch {
      this.storage = null; // blocked, or not what was written here
    }
    if (!this.id) this.clear();
  }

  clear() {
    this.id = randomId();
    this.turns = [];
    this.write();
  }

  add(turn) {
    this.turns = [...this.turns, turn].slice(-KEPT_TURNS);
    this.write();
  }

  write() {
    try {
      this.storage?.setItem(this.key, JSON.stringify({ id: this.id, turns: this.turns }));
    } catch {
      this.storage = null; // full
    }
  }
}

function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
