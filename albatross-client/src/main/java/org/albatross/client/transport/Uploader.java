package org.albatross.client.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.Deflater;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Upload;
import org.albatross.core.net.FrameChannel;

/**
 * Sends a file as frames, on a thread of its own: the daemon may refuse at any time, and whoever
 * only sends would learn that late or never.
 */
final class Uploader {
  private final Conversation conversation;
  private final InputStream file;
  private final Upload upload;
  private final Progress progress;
  private final OptionalLong length;
  private final Thread thread;
  private long done;
  private volatile boolean stopped;
  private volatile Optional<ClientException> fileFailure = Optional.empty();

  private Uploader(Conversation conversation, Upload upload, InputStream file, Progress progress) {
    this.conversation = conversation;
    this.file = file;
    this.upload = upload;
    this.length = upload.length();
    this.progress = progress;
    this.thread = new Thread(this::run, "upload");
    thread.setDaemon(true);
  }

  /** Opens a file that is to be uploaded; before anything is said to a daemon. */
  static InputStream open(Upload upload) throws ClientException {
    try {
      if (Files.isDirectory(upload.file())) {
        throw ClientException.other("cannot read " + upload.file() + ": it is a directory");
      }
      upload.check(upload.length().orElse(0));
      return Files.newInputStream(upload.file());
    } catch (IOException e) {
      throw ClientException.file("cannot read the file", e);
    }
  }

  static Uploader start(
      Conversation conversation, Upload upload, InputStream file, Progress progress) {
    Uploader uploader = new Uploader(conversation, upload, file, progress);
    uploader.thread.start();
    return uploader;
  }

  /** Sends nothing more. What it is just sending may go on until the conversation is closed. */
  void stop() {
    stopped = true;
  }

  /** Waits until all is sent, or cannot be. */
  void await() throws ClientException {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientException.communication("interrupted");
    }
    throwIfFileFailed();
  }

  /** The conversation was closed from here if the file could not be read to its end. */
  void throwIfFileFailed() throws ClientException {
    if (fileFailure.isPresent()) {
      throw fileFailure.get();
    }
  }

  private void run() {
    try {
      if (upload.level() == 0) {
        sendPlain();
      } else {
        sendCompressed();
      }
    } catch (IOException e) {
      // The daemon does not want more. Why, it has said; the receiving side reads that.
      stopped = true;
    } catch (ClientException e) {
      fileFailure = Optional.of(e);
      close();
    }
  }

  private void close() {
    try {
      conversation.close();
    } catch (IOException e) {
      stopped = true;
    }
  }

  private int read(byte[] chunk) throws ClientException {
    try {
      progress.at(done, length);
      int count = file.readNBytes(chunk, 0, chunk.length);
      done += count;
      upload.check(done);
      return count;
    } catch (IOException e) {
      throw ClientException.file("cannot read " + upload.file(), e);
    }
  }

  private void sendPlain() throws IOException, ClientException {
    byte[] chunk = new byte[FrameChannel.CHUNK];
    for (int count = read(chunk); count > 0 && !stopped; count = read(chunk)) {
      conversation.send(ByteBuffer.wrap(chunk, 0, count));
    }
    if (!stopped) {
      conversation.sendEnd();
    }
  }

  private void sendCompressed() throws IOException, ClientException {
    Deflater deflater = new Deflater(upload.level());
    try {
      byte[] in = new byte[FrameChannel.CHUNK];
      byte[] out = new byte[FrameChannel.CHUNK];
      int filled = 0;
      while (!deflater.finished() && !stopped) {
        if (deflater.needsInput()) {
          int count = read(in);
          deflater.setInput(in, 0, count);
          if (count < in.length) {
            deflater.finish();
          }
        }
        filled += deflater.deflate(out, filled, out.length - filled);
        if (filled == out.length || deflater.finished()) {
          conversation.send(ByteBuffer.wrap(out, 0, filled));
          filled = 0;
        }
      }
      if (!stopped) {
        conversation.sendEnd();
      }
    } finally {
      deflater.end();
    }
  }
}
