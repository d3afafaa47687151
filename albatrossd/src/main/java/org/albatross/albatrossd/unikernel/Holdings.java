package org.albatross.albatrossd.unikernel;

import java.util.function.UnaryOperator;
import org.albatross.albatrossd.life.State;
import org.albatross.core.model.policy.Resources;

/** The one place that has the state of this moment. Used on the loop's thread only. */
public final class Holdings {
  private State state;

  public Holdings(Resources resources) {
    this.state = State.initial(resources);
  }

  State state() {
    return state;
  }

  void become(State next) {
    state = next;
  }

  public Resources resources() {
    return state.resources();
  }

  /** Changes policies, block devices or transfers. */
  public void change(UnaryOperator<Resources> change) {
    state = state.with(change);
  }
}
