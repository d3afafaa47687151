package org.albatross.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERGraphicString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNumericString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.DERVideotexString;
import org.bouncycastle.asn1.DERVisibleString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.MethodSource;

class CommonNameTest {
  private static final byte[] USER = "user".getBytes(StandardCharsets.US_ASCII);

  private static X500Principal principal(X500NameBuilder name) throws IOException {
    return new X500Principal(name.build().getEncoded("DER"));
  }

  private static X500NameBuilder named(ASN1Encodable value) {
    return new X500NameBuilder().addRDN(BCStyle.O, "test").addRDN(BCStyle.CN, value);
  }

  private static void assertRefused(String why, X500NameBuilder name) throws IOException {
    X500Principal principal = principal(name);
    ChainException refused = assertThrows(ChainException.class, () -> CommonName.of(principal));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }

  static Stream<ASN1Encodable> understood() {
    return Stream.of(
        new DERUTF8String("user"), new DERPrintableString("user"), new DERIA5String("user"));
  }

  @ParameterizedTest
  @MethodSource("understood")
  void threeTypesOfStringsAreTaken(ASN1Encodable value) throws Exception {
    assertEquals("user", CommonName.of(principal(named(value))));
  }

  @Test
  void eachIsDecodedAsItsTypeSays() throws Exception {
    assertEquals("us\u00e9r", CommonName.of(principal(named(new DERUTF8String("us\u00e9r")))));
    assertEquals("", CommonName.of(principal(named(new DERUTF8String("")))));
    assertEquals("a\u0000_@", CommonName.of(principal(named(new DERIA5String("a\u0000_@")))));
    String all = "azAZ09 '()+,-./:=?";
    assertEquals(all, CommonName.of(principal(named(new DERPrintableString(all)))));
  }

  /** Most have the bytes of "user", which is what a reader takes them for that asks for no type. */
  static Stream<ArgumentSet> others() {
    return Stream.of(
        argumentSet("two letters", "BMPString", new DERBMPString("\u7573\u6572")),
        argumentSet("four letters", "BMPString", new DERBMPString("user")),
        argumentSet("one letter", "UniversalString", new DERUniversalString(USER)),
        argumentSet("teletex", "TeletexString", new DERT61String("user")),
        argumentSet("visible", "VisibleString", new DERVisibleString("user")),
        argumentSet("general", "GeneralString", new DERGeneralString("user")),
        argumentSet("numeric", "NumericString", new DERNumericString("17")),
        argumentSet("videotex", "tag 0x00/21", new DERVideotexString(USER)),
        argumentSet("graphic", "tag 0x00/25", new DERGraphicString(USER)),
        argumentSet("octets", "OCTET STRING", new DEROctetString(USER)),
        argumentSet("bits", "tag 0x00/3", new DERBitString(USER)),
        argumentSet("inside", "SEQUENCE", new DERSequence(new DERUTF8String("user"))));
  }

  @ParameterizedTest
  @MethodSource("others")
  void everyOtherTypeIsRefusedByItsName(String type, ASN1Encodable value) throws Exception {
    assertRefused(type, named(value));
    assertRefused("UTF8String, PrintableString or IA5String", named(value));
  }

  static Stream<ASN1Encodable> broken() throws IOException {
    return Stream.of(
        ASN1Primitive.fromByteArray(new byte[] {12, 3, 'u', (byte) 0xC3, 's'}),
        ASN1Primitive.fromByteArray(new byte[] {12, 3, (byte) 0xED, (byte) 0xA0, (byte) 0x80}),
        ASN1Primitive.fromByteArray(new byte[] {12, 2, (byte) 0xC1, (byte) 0xB5}),
        new DERPrintableString("us_er"),
        new DERPrintableString("us\u00e9r"),
        new DERPrintableString("us*r"),
        new DERIA5String("us\u00e9r"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aStringWithWhatItsTypeDoesNotHaveIsRefused(ASN1Encodable value) throws Exception {
    assertRefused("is no text to be taken", named(value));
  }

  /** As BER has it: a string that is made of strings. */
  @Test
  void aStringInPiecesIsRefused() {
    byte[] name = HexFormat.of().parseHex("3011310f300d06035504032c060c0475736572");
    X500Principal principal = new X500Principal(name);
    ChainException refused = assertThrows(ChainException.class, () -> CommonName.of(principal));
    assertTrue(refused.getMessage().contains("is no text to be taken"), refused.getMessage());
  }

  @Test
  void itStandsAlone() throws Exception {
    var cn = new AttributeTypeAndValue(BCStyle.CN, new DERUTF8String("user"));
    var unit = new AttributeTypeAndValue(BCStyle.OU, new DERUTF8String("unit"));
    var other = new AttributeTypeAndValue(BCStyle.CN, new DERUTF8String("other"));
    assertRefused(
        "does not stand alone",
        new X500NameBuilder().addMultiValuedRDN(new AttributeTypeAndValue[] {cn, unit}));
    assertRefused(
        "2 common names",
        new X500NameBuilder().addMultiValuedRDN(new AttributeTypeAndValue[] {cn, other}));
    assertRefused("2 common names", named(cn.getValue()).addRDN(BCStyle.CN, other.getValue()));
    assertRefused("2 common names", named(cn.getValue()).addRDN(BCStyle.CN, cn.getValue()));
    assertRefused(
        "2 common names", named(cn.getValue()).addRDN(BCStyle.CN, new DERBMPString("user")));
    assertRefused("no common name", new X500NameBuilder().addRDN(BCStyle.O, "user"));
    assertRefused("no common name", new X500NameBuilder());
    assertEquals(
        "user",
        CommonName.of(
            principal(
                named(cn.getValue())
                    .addMultiValuedRDN(new AttributeTypeAndValue[] {unit, unit})
                    .addRDN(BCStyle.SURNAME, "other"))));
  }

  @Test
  void otherAttributesMayBeOfAnyType() throws Exception {
    assertEquals(
        "user",
        CommonName.of(
            principal(
                named(new DERUTF8String("user"))
                    .addRDN(BCStyle.OU, new DERBMPString("unit"))
                    .addRDN(BCStyle.C, new DERT61String("DE")))));
  }
}
