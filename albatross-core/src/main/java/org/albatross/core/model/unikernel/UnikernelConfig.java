package org.albatross.core.model.unikernel;

/** All that is needed to start a unikernel (docs/protocol/wire.md, Config). */
public record UnikernelConfig(VmType type, Image image, Arguments arguments) {
  public UnikernelConfig withArguments(Arguments replacement) {
    return new UnikernelConfig(type, image, replacement);
  }

  public UnikernelConfig withImage(Image replacement) {
    return new UnikernelConfig(type, replacement, arguments);
  }
}
