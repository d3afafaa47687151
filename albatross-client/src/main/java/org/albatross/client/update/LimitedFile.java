package org.albatross.client.update;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.albatross.client.transport.Progress;

/** The body of an answer on its way to a file, given up where it is too long. */
final class LimitedFile implements BodySubscriber<Path> {
  private final BodySubscriber<Path> file;
  private final long limit;
  private final OptionalLong length;
  private final Progress progress;
  private Flow.Subscription subscription;
  private long received;

  /**
   * Passes on what comes.
   *
   * @param limit in bytes
   * @param length how many bytes were announced
   */
  LimitedFile(BodySubscriber<Path> file, long limit, OptionalLong length, Progress progress) {
    this.file = file;
    this.limit = limit;
    this.length = length;
    this.progress = progress;
  }

  @Override
  public CompletionStage<Path> getBody() {
    return file.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    file.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> items) {
    for (ByteBuffer item : items) {
      received += item.remaining();
    }
    progress.at(received, length);
    if (received > limit) {
      subscription.cancel();
      file.onError(new IOException("it has more than " + limit + " bytes"));
    } else {
      file.onNext(items);
    }
  }

  @Override
  public void onError(Throwable failure) {
    file.onError(failure);
  }

  @Override
  public void onComplete() {
    file.onComplete();
  }
}
