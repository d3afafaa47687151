package org.albatross.benchmarks.attack;

import java.io.IOException;
import java.util.Locale;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.net.Service;

/** What one tenant, or one stranger, can do for as long as it likes. */
public enum Attack {
  NONE {
    @Override
    void send(Crowd crowd, Siege siege) {}
  },
  SLOW_UPLOADS_OF_ONE_NAME {
    @Override
    void send(Crowd crowd, Siege siege) {
      crowd.keepSending(FEW, siege.remote("web", Creates.streamed()), SLOW);
    }
  },
  SLOW_UPLOADS {
    @Override
    void send(Crowd crowd, Siege siege) {
      each(FEW, i -> crowd.keepSending(1, siege.remote("web" + i, Creates.streamed()), SLOW));
    }
  },
  SILENT_UPLOADS {
    @Override
    void send(Crowd crowd, Siege siege) {
      Habit habit = Habits.silence();
      each(FEW, i -> crowd.keepSending(1, siege.remote("web" + i, Creates.streamed()), habit));
    }
  },
  UNREAD_GETS {
    @Override
    void send(Crowd crowd, Siege siege) throws IOException {
      byte[] image = SampleImages.sleeper(BIG_IMAGE);
      siege.prepare("big", Creates.forced(Creates.streamed()), image);
      Entrance get = siege.remote("big", new UnikernelCommand.Get(0));
      crowd.keepSending(FEW, get, Habits.asksAndDoesNotRead(NOTHING));
    }
  },
  UNREAD_DUMPS {
    @Override
    void send(Crowd crowd, Siege siege) throws IOException {
      for (int i = 0; i < FEW; i++) {
        siege.prepare("disk" + i, new BlockCommand.Add(DEVICE_MEGABYTES), NOTHING);
        Entrance dump = siege.remote("disk" + i, new BlockCommand.Dump(0));
        crowd.keepSending(1, dump, Habits.asksAndDoesNotRead(NOTHING));
      }
    }
  },
  HUNDREDS_OF_UPLOADS {
    @Override
    void send(Crowd crowd, Siege siege) {
      Habit habit = Habits.uploadsSlowly(NOTHING, SLOW_RATE / 6);
      each(MANY, i -> crowd.keepSending(1, siege.remote("web" + i, Creates.streamed()), habit));
    }
  },
  BOMBS_IN_CERTIFICATES {
    @Override
    void send(Crowd crowd, Siege siege) {
      Payload.Command bomb = Creates.forced(Creates.whole(true, SampleImages.bomb()));
      each(BOMBS, i -> crowd.keepSending(1, siege.remote("bomb" + i, bomb), ASKS));
    }
  },
  STREAMED_BOMBS {
    @Override
    void send(Crowd crowd, Siege siege) {
      Payload.Command bomb = Creates.forced(Creates.streamed(Creates.MEMORY, true));
      Habit habit = Habits.uploads(NOTHING, SampleImages.bomb());
      each(BOMBS, i -> crowd.keepSending(1, siege.remote("bomb" + i, bomb), habit));
    }
  },
  SILENCE_AT_ALBATROSSD {
    @Override
    void send(Crowd crowd, Siege siege) {
      crowd.keepSending(SILENT, siege.local(Service.VMMD), Habits.silence());
    }
  },
  SILENCE_AT_THE_ENDPOINT {
    @Override
    void send(Crowd crowd, Siege siege) {
      crowd.keepSending(STRANGERS, siege.plain(), Habits.silence());
    }
  },
  HALF_HANDSHAKES {
    @Override
    void send(Crowd crowd, Siege siege) {
      crowd.keepSending(STRANGERS, siege.plain(), Habits.beginsHandshake());
    }
  },
  HALF_MESSAGES {
    @Override
    void send(Crowd crowd, Siege siege) {
      crowd.keepSending(MANY, siege.local(Service.VMMD), Habits.halfFrame(1 << 20, 64_000));
    }
  },
  INFO_FLOOD {
    @Override
    void send(Crowd crowd, Siege siege) {
      Payload.Command info = new UnikernelCommand.Info(InfoShape.CURRENT);
      crowd.keepSending(FEW, siege.remote(".", info), ASKS);
    }
  },
  POLICY_FLOOD {
    @Override
    void send(Crowd crowd, Siege siege) {
      crowd.keepSending(FEW, siege.remote(".", new PolicyCommand.Info()), ASKS);
    }
  },
  NO_IMAGE_FLOOD {
    @Override
    void send(Crowd crowd, Siege siege) {
      Habit habit = Habits.uploads(NOTHING, new byte[BLOCK]);
      crowd.keepSending(FEW, siege.remote("web", Creates.streamed()), habit);
    }
  },
  CREATE_FLOOD {
    @Override
    void send(Crowd crowd, Siege siege) {
      Payload.Command create = Creates.forced(Creates.whole(false, SampleImages.honest()));
      crowd.keepSending(FEW, siege.remote("web", create), ASKS);
    }
  },
  CONSOLE_SUBSCRIPTIONS {
    @Override
    void send(Crowd crowd, Siege siege) {
      Payload.Command subscribe = new ConsoleCommand.SubscribeLast(1);
      each(MANY, i -> crowd.keepSending(1, siege.remote("web" + i, subscribe), ASKS));
    }
  },
  STATS_SUBSCRIPTIONS {
    @Override
    void send(Crowd crowd, Siege siege) {
      Payload.Command subscribe = new StatsCommand.Subscribe();
      each(MANY, i -> crowd.keepSending(1, siege.remote("web" + i, subscribe), ASKS));
    }
  },
  COMING_AND_LEAVING {
    @Override
    void send(Crowd crowd, Siege siege) {
      Habit habit = Habits.asksAndLeaves(NOTHING);
      crowd.keepSending(FEW, siege.remote("web", Creates.streamed()), habit);
    }
  };

  static final byte[] NOTHING = {};
  static final int FEW = 16;
  static final int MANY = 528;
  static final int BOMBS = 6;
  static final int SILENT = 1000;
  static final int STRANGERS = 5000;
  static final int BLOCK = 80_000;
  static final int BIG_IMAGE = 8_000_000;
  static final int DEVICE_MEGABYTES = 16;

  /** Bytes a second. */
  static final int SLOW_RATE = 12 << 10;

  static final Habit SLOW = Habits.uploadsSlowly(NOTHING, SLOW_RATE);
  static final Habit ASKS = Habits.asks(NOTHING);

  interface Numbered {
    void send(int number);
  }

  static void each(int count, Numbered action) {
    for (int i = 0; i < count; i++) {
      action.send(i);
    }
  }

  abstract void send(Crowd crowd, Siege siege) throws IOException;

  /** Begins, and goes on until the crowd is closed; who is refused or thrown out comes again. */
  public Crowd begin(Siege siege) throws IOException {
    Crowd crowd = new Crowd();
    boolean begun = false;
    try {
      send(crowd, siege);
      begun = true;
      return crowd;
    } finally {
      if (!begun) {
        crowd.close();
      }
    }
  }

  /** As it is named on a command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of this word. */
  public static Attack of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
