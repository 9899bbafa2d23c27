package io.devctl.postgres;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.SecretKeyFactorySpi;
import javax.crypto.spec.PBEKeySpec;

/**
 * Spares a process that logs in again and again the slow part of SCRAM: what a password and the server's salt come to after
 * 4096 rounds of hashing, some 20 ms in a young JVM. RFC 5802 allows clients to keep that. Every login still proves itself
 * to the server, and a changed password has another salt. The driver asks the JDK for this function by its name, so it is
 * offered by that name.
 */
public final class RememberedKeys extends Provider {
    private static final long serialVersionUID = 1;

    private static final String TYPE = "SecretKeyFactory";
    private static final String FUNCTION = "PBKDF2WithHmacSHA256";
    private static final int MOST = 8;

    private static boolean installed;

    private RememberedKeys(Provider genuine) {
        super("devctl", "1", "keys of passwords that have been derived before");
        putService(new Service(this, TYPE, FUNCTION, Keys.class.getName(), null, null) {
            private final Map<String, SecretKey> known = new LinkedHashMap<>();

            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                return new Keys(SecretKeyFactory.getInstance(FUNCTION, genuine), known);
            }
        });
    }

    /**
     * From now on this process remembers; where the JDK has no such function, or lets nobody else offer it, nothing changes.
     * The first time takes as long as loading all of the JDK's providers; it is for the moment before the first login.
     */
    public static synchronized void install() {
        if (installed) {
            return;
        }
        installed = true;
        Provider[] genuine = Security.getProviders(TYPE + "." + FUNCTION);
        if (genuine != null) {
            Security.insertProviderAt(new RememberedKeys(genuine[0]), 1);
        }
    }

    private static final class Keys extends SecretKeyFactorySpi {
        private final SecretKeyFactory genuine;
        private final Map<String, SecretKey> known;

        Keys(SecretKeyFactory genuine, Map<String, SecretKey> known) {
            this.genuine = genuine;
            this.known = known;
        }

        @Override
        protected SecretKey engineGenerateSecret(KeySpec wanted) throws InvalidKeySpecException {
            if (!(wanted instanceof PBEKeySpec spec) || spec.getSalt() == null) {
                return genuine.generateSecret(wanted);
            }
            String name = name(spec);
            synchronized (known) {
                SecretKey key = known.get(name);
                if (key == null) {
                    key = genuine.generateSecret(spec);
                    if (known.size() == MOST) {
                        known.clear();
                    }
                    known.put(name, key);
                }
                return key;
            }
        }

        /** A digest, so that no password is kept. */
        private static String name(PBEKeySpec spec) throws InvalidKeySpecException {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(ByteBuffer.allocate(12)
                        .putInt(spec.getIterationCount())
                        .putInt(spec.getKeyLength())
                        .putInt(spec.getSalt().length)
                        .flip());
                digest.update(spec.getSalt());
                digest.update(StandardCharsets.UTF_8.encode(CharBuffer.wrap(spec.getPassword())));
                return HexFormat.of().formatHex(digest.digest());
            } catch (GeneralSecurityException e) {
                throw new InvalidKeySpecException(e);
            }
        }

        @Override
        protected KeySpec engineGetKeySpec(SecretKey key, Class<?> wanted) throws InvalidKeySpecException {
            return genuine.getKeySpec(key, wanted);
        }

        @Override
        protected SecretKey engineTranslateKey(SecretKey key) throws InvalidKeyException {
            return genuine.translateKey(key);
        }
    }
}
